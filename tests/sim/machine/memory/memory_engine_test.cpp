#include "sim/machine/memory/memory_engine.h"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <deque>
#include <vector>

#include "sim/observe/bus_trace.h"
#include "tests/support/configurations.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::machine {
namespace {

/// `bursts` commands of `beats` beats each. The first is valid in the cycle `valid` of the run for a port's first
/// batch, so long after the last data of the batch before for any other.
struct Batch {
  int bursts = 1;
  int beats = 1;
  Cycle valid = 0;
};
using Batches = std::array<std::vector<Batch>, kReadPortCount>;

/// What a client is told of a burst.
struct Told {
  Cycle fired = 0;
  Cycle first = 0;
  Cycle last = 0;
  bool more = false;
  bool operator==(const Told& other) const {
    return fired == other.fired && first == other.first && last == other.last && more == other.more;
  }
};

struct Run {
  BusTrace bus;
  Counters counters;
  std::array<std::vector<Told>, kReadPortCount> told;

  std::vector<Cycle> addresses_at() const {
    std::vector<Cycle> cycles;
    for (const auto& ar : bus.ar) cycles.push_back(ar[0]);
    return cycles;
  }
  std::vector<Cycle> data_from() const {
    std::vector<Cycle> cycles;
    for (const auto& r : bus.r) cycles.push_back(r[0]);
    return cycles;
  }
  std::vector<int> ports() const {
    std::vector<int> ports;
    for (const auto& cmd : bus.cmd) ports.push_back(static_cast<int>(cmd[1]));
    return ports;
  }
};

isa::HardwareConfig with_delay(int delay) {
  isa::HardwareConfig config = configuration(4, 64, {});
  config.memory_delay = delay;
  return config;
}

/// Presents the batches of a port, each when the data of the one before is there.
class Client final : public ReadClient {
 public:
  Client(MemoryEngine& engine, const isa::HardwareConfig& config, int port, const std::vector<Batch>& batches, Run& run)
      : engine_(engine), config_(config), port_(port), batches_(batches.begin(), batches.end()), run_(run) {}

  void present(Cycle from) {
    if (batches_.empty()) return;
    const Batch batch = batches_.front();
    batches_.pop_front();
    const auto bytes = static_cast<std::uint32_t>(batch.beats * config_.bus_bytes);
    // Rows whose bursts cross no boundary.
    const isa::BurstCommands commands(config_, 0, static_cast<std::uint32_t>(batch.bursts), bytes, 1U << 12);
    engine_.present(static_cast<ReadPort>(port_), *this, commands, from + batch.valid);
  }

 private:
  void burst(Cycle fired, Cycle first, Cycle last, bool more) override {
    run_.told[static_cast<std::size_t>(port_)].push_back({fired, first, last, more});
    if (!more) present(last);
  }

  MemoryEngine& engine_;
  const isa::HardwareConfig& config_;
  const int port_;
  std::deque<Batch> batches_;
  Run& run_;
};

/// What the engine does with the batches of its ports.
Run run(const Batches& batches, int delay = 16, Cycle last = 1'000'000) {
  MemoryBench& bench = shared_memory_bench();
  const isa::HardwareConfig config = with_delay(delay);
  // What a run that was stopped has left to do in the machine goes with the next.
  shared_machine().run(config, program_of({}));
  Run result;
  bench.time.restart();
  bench.engine.reset(config, result.counters, &result.bus, last);
  std::deque<Client> clients;
  for (int port = 0; port < kReadPortCount; ++port) {
    clients.emplace_back(bench.engine, config, port, batches[static_cast<std::size_t>(port)], result);
    clients.back().present(0);
  }
  if (bench.time.next_activity() != kNever) bench.time.run_to(last);
  bench.engine.reset(config, result.counters, nullptr, last);  // Nothing of it is to happen in another run.
  return result;
}

/// The engine cycle by cycle: in each the lowest port with a command, unless a last beat arrives or all tags are taken.
Run by_cycles(const Batches& batches, int delay) {
  struct Port {
    std::deque<Batch> batches;
    int left = 0;      ///< Of the batch, with the head.
    Cycle fired = -1;  ///< The head's; -1 for none.
    Cycle queue_free = 0;
  };
  Run run;
  Dram dram;
  dram.reset(delay);
  std::array<Port, kReadPortCount> ports;
  const auto begin = [](Port& port, Cycle from) {
    if (port.batches.empty()) return;
    port.left = port.batches.front().bursts;
    port.fired = std::max(from + port.batches.front().valid, port.queue_free);
  };
  for (std::size_t i = 0; i < ports.size(); ++i) {
    ports[i].batches.assign(batches[i].begin(), batches[i].end());
    begin(ports[i], 0);
  }
  std::vector<Cycle> last_beats;
  const auto any_left = [&] {
    return std::any_of(ports.begin(), ports.end(), [](const Port& port) { return port.left > 0; });
  };
  for (Cycle cycle = 0; any_left(); ++cycle) {
    const auto tags = std::count_if(last_beats.begin(), last_beats.end(), [&](Cycle last) { return last >= cycle; });
    if (tags == 16 || std::count(last_beats.begin(), last_beats.end(), cycle) > 0) continue;
    const auto ready =
        std::find_if(ports.begin(), ports.end(), [&](const Port& p) { return p.left > 0 && p.fired < cycle; });
    if (ready == ports.end()) continue;
    Port& port = *ready;
    const int beats = port.batches.front().beats;
    const Cycle first = dram.read(cycle, beats);
    const Cycle last = first + beats - 1;
    last_beats.push_back(last);
    run.bus.ar.push_back({cycle, 0, beats});
    const bool more = --port.left > 0;
    run.told[static_cast<std::size_t>(ready - ports.begin())].push_back({port.fired, first + 1, last + 1, more});
    port.queue_free = port.fired = cycle + 1;
    if (!more) {
      port.batches.pop_front();
      begin(port, last + 1);
    }
  }
  return run;
}

TEST_CASE("ports go by priority, one address a cycle", "[memory]") {
  const Run result = run({{{{1, 1}}, {{1, 1}}, {{1, 1}}, {{1, 1}}, {{1, 1}}}});
  CHECK(result.ports() == std::vector<int>{0, 1, 2, 3, 4});
  // A command is in the queue a cycle after it is taken.
  CHECK(result.addresses_at() == std::vector<Cycle>{1, 2, 3, 4, 5});
}

TEST_CASE("a port of higher priority that comes later goes first from then on", "[memory]") {
  Batches batches;
  batches[static_cast<std::size_t>(ReadPort::wgt)] = {{4, 2, 0}};
  batches[static_cast<std::size_t>(ReadPort::acc)] = {{4, 2, 0}};
  batches[static_cast<std::size_t>(ReadPort::uop)] = {{2, 2, 3}};
  const Run result = run(batches);
  // A port has a command every other cycle: between those of wgt there is room for acc.
  CHECK(result.ports() == std::vector<int>{3, 4, 3, 1, 3, 1, 3, 4, 4, 4});
  CHECK(result.addresses_at() == std::vector<Cycle>{1, 2, 3, 4, 5, 6, 7, 8, 10, 12});
}

TEST_CASE("no address goes out in the cycle of a last beat", "[memory]") {
  // The first burst's beats are on the bus in the cycles 19 to 21.
  for (const auto& [valid, address] : {std::pair<Cycle, Cycle>{17, 18}, {19, 20}, {20, 22}, {21, 22}}) {
    Batches batches;
    batches[0] = {{1, 3, 0}};
    batches[1] = {{1, 1, valid}};
    const Run result = run(batches);
    CHECK(result.addresses_at() == std::vector<Cycle>{1, address});
    CHECK(result.bus.r[0] == std::array<std::int64_t, 3>{19, 21, 0});
  }
}

TEST_CASE("16 bursts are under way at most", "[memory]") {
  Batches batches;
  for (auto& port : batches) port = {{4, 5, 0}};
  const std::vector<Cycle> cycles = run(batches, 40).addresses_at();
  REQUIRE(cycles.size() == 20);
  CHECK(cycles[14] == 15);
  CHECK(cycles[15] == 16);
  // The first data is on the bus in the cycles 43 to 47, and every burst's five cycles follow.
  CHECK(cycles[16] == 48);
  CHECK(cycles[17] == 53);
  CHECK(cycles[19] == 63);
}

TEST_CASE("memory's delay is that of a request which finds its queue empty", "[memory]") {
  Batches batches;
  batches[0] = {{3, 8, 0}, {1, 1, 5}};
  const Run result = run(batches, 20);
  // One after the other without a gap; then, with nothing under way, the whole delay again.
  CHECK(result.data_from() == std::vector<Cycle>{1 + 2 + 20, 31, 39, 47 + 5 + 1 + 2 + 20});
}

TEST_CASE("a client is told of its data a cycle after the bus, and whether more follows", "[memory]") {
  Batches batches;
  batches[2] = {{2, 4, 0}, {1, 1, 7}};
  const Run result = run(batches);
  REQUIRE(result.told[2].size() == 3);
  CHECK(result.told[2][0] == Told{0, 20, 23, true});
  CHECK(result.told[2][1] == Told{2, 24, 27, false});  // Taken when the queue was free again.
  CHECK(result.told[2][2].fired == 27 + 7);
  CHECK_FALSE(result.told[2][2].more);
}

TEST_CASE("bursts and beats are counted by port", "[memory]") {
  const Run result = run({{{{1, 2}}, {{2, 3}}, {{3, 4}}, {{4, 5}}, {{5, 6}}}});
  const auto check = [&](std::size_t place, int bursts, int beats) {
    CHECK(result.counters.read_bursts[place] == bursts);
    CHECK(result.counters.read_beats[place] == bursts * beats);
  };
  check(isa::kBufferCount, 1, 2);
  check(static_cast<std::size_t>(isa::Buffer::uop), 2, 3);
  check(static_cast<std::size_t>(isa::Buffer::inp), 3, 4);
  check(static_cast<std::size_t>(isa::Buffer::wgt), 4, 5);
  check(static_cast<std::size_t>(isa::Buffer::acc), 5, 6);
}

TEST_CASE("the engine runs no further ahead than to the last cycle", "[memory]") {
  Batches batches;
  batches[0] = {{10, 1, 0}};
  // An address every other cycle; the time itself goes a cycle further.
  CHECK(run(batches, 16, 5).addresses_at() == std::vector<Cycle>{1, 3, 5});
  CHECK(run(batches, 16, 9).addresses_at() == std::vector<Cycle>{1, 3, 5, 7, 9});
  CHECK(run(batches, 16).addresses_at().size() == 10);  // And nothing of that run is left.
}

TEST_CASE("the engine does what a walk over the cycles does", "[memory]") {
  REQUIRE(rc::check("random commands", [] {
    const int delay = *rc::gen::element(1, 2, 5, 16, 40);
    Batches batches;
    for (auto& port : batches) {
      const int count = *rc::gen::inRange(0, 4);
      for (int i = 0; i < count; ++i) {
        port.push_back({*rc::gen::inRange(1, 12), *rc::gen::inRange(1, 9), *rc::gen::inRange(0, 30)});
      }
    }
    const Run got = run(batches, delay);
    const Run wanted = by_cycles(batches, delay);
    RC_ASSERT(got.addresses_at() == wanted.addresses_at());
    for (std::size_t port = 0; port < got.told.size(); ++port) RC_ASSERT(got.told[port] == wanted.told[port]);
  }));
}

}  // namespace
}  // namespace vtasim::machine
