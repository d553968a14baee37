#include "sim/observe/cause_observer.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "sim/generate/random_program.h"
#include "tests/sim/observe/observed_run.h"
#include "tests/support/configurations.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::machine {
namespace {

constexpr isa::Deps kNone{};
constexpr isa::Deps kPopPrev{1, 0, 0, 0};
constexpr isa::Deps kPopNext{0, 1, 0, 0};
constexpr isa::Deps kPushPrev{0, 0, 1, 0};
constexpr isa::Deps kPushNext{0, 0, 0, 1};

std::int64_t waits(const CauseTotals& totals, isa::Module module, std::initializer_list<Cause> causes) {
  std::int64_t sum = 0;
  for (const Cause cause : causes) sum += totals.of(unit_of(module), Work::idle, cause);
  return sum;
}

/// What the causes have to be from what the machine counts by itself.
void require_as_counted(const ObservedRun& run) {
  const Counters& counters = run.result.counters;
  for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
    INFO(to_string(module));
    const ModuleCycles& c = counters.modules[static_cast<std::size_t>(module)];
    REQUIRE(waits(run.totals, module, {Cause::fetch, Cause::queue, Cause::none}) == c.wait_insn);
    REQUIRE(waits(run.totals, module, {Cause::token_prev}) == c.wait_prev);
    REQUIRE(waits(run.totals, module, {Cause::token_next}) == c.wait_next);
    REQUIRE(waits(run.totals, module, {Cause::handover}) == c.issue);
    REQUIRE(run.totals.of(unit_of(module)) - run.totals.of(unit_of(module), Work::idle) == c.busy);
  }
  for (const Unit unit : {Unit::load, Unit::compute, Unit::store, Unit::fetch}) {
    REQUIRE(run.totals.of(unit) == run.totals.window);
  }
  if (!run.result.record.finished) return;
  REQUIRE(run.totals.window == run.result.record.cycles + 1);
}

/// The intervals of each unit are in order and without gaps, and add up to the totals; those of an instruction are its
/// cycles out of idle.
void require_whole(const ObservedRun& run) {
  CauseTotals sum;
  std::array<std::int64_t, kUnitCount> cursor{};
  for (const Spent& s : run.spent) {
    std::int64_t& at = cursor[static_cast<std::size_t>(s.unit)];
    INFO(to_string(s.unit) << " instruction " << s.instruction << " " << to_string(s.interval.cause));
    REQUIRE(s.interval.from == at);
    REQUIRE(s.interval.to > at);
    at = s.interval.to;
    sum.add(s.unit, s.work, s.interval);
  }
  for (const std::int64_t end : cursor) REQUIRE(end == run.totals.window);
  REQUIRE(sum.cycles == run.totals.cycles);
  REQUIRE(sum.taken == run.totals.taken);
}

/// Why the LOAD behind `port` that is busy in `cycle` waits, found a cycle at a time from the bursts of the run: the
/// definitions of ReadSplit, said another way. Empty behind its last data.
struct PlainCause {
  Cause cause = Cause::drain;
  ReadPort taker = ReadPort::fetch;
};

class PlainReads {
 public:
  PlainReads(const std::vector<ReadBurst>& bursts, std::int64_t delay) : bursts_(bursts), delay_(delay) {
    for (const ReadBurst& burst : bursts) {
      const auto end = static_cast<std::size_t>(burst.last + 1);
      if (data_.size() < end) data_.resize(end, -1);
      if (address_.size() < end) address_.resize(end, -1);
      std::fill(data_.begin() + burst.first, data_.begin() + burst.last + 1, static_cast<int>(burst.port));
      address_[static_cast<std::size_t>(burst.address_out)] = static_cast<int>(burst.port);
    }
  }

  PlainCause at(std::int64_t cycle, ReadPort port, std::int64_t end) const {
    const int data = of(data_, cycle);
    if (data == static_cast<int>(port)) return {Cause::data};
    const auto next = std::find_if(bursts_.begin(), bursts_.end(),
                                   [&](const ReadBurst& b) { return b.port == port && b.first > cycle; });
    if (next == bursts_.end() || next->first >= end) return {Cause::drain};
    if (cycle <= next->taken) return {Cause::request};
    const bool out = cycle >= next->address_out;
    // The memory's queue is empty when the burst before was served, a cycle before its data.
    const bool delayed = next == bursts_.begin() || std::prev(next)->first - 1 < next->address_out;
    if (out && delayed && cycle < next->address_out + 2 + delay_) return {Cause::memory};
    if (data >= 0) return {Cause::bus, static_cast<ReadPort>(data)};
    const int address = of(address_, cycle);
    if (!out && address >= 0) return {Cause::bus, static_cast<ReadPort>(address)};
    return {Cause::memory};
  }

 private:
  static int of(const std::vector<int>& owners, std::int64_t cycle) {
    const auto i = static_cast<std::size_t>(cycle);
    return i < owners.size() ? owners[i] : -1;
  }

  const std::vector<ReadBurst>& bursts_;
  std::int64_t delay_;
  std::vector<int> data_;
  std::vector<int> address_;
};

/// Every cycle of every LOAD that the run saw the end of.
void require_plain_reads(const ObservedRun& run, const isa::HardwareConfig& config) {
  const PlainReads plain(run.bursts, config.memory_delay);
  std::map<std::int32_t, std::int64_t> ends;
  for (const Spent& s : run.spent) {
    if (s.unit != Unit::fetch && s.work != Work::idle) ends[s.instruction] = s.interval.to;
  }
  for (const Spent& s : run.spent) {
    ReadPort port = ReadPort::fetch;
    if (s.work == Work::inp) port = ReadPort::inp;
    if (s.work == Work::wgt) port = ReadPort::wgt;
    if (s.work == Work::uop) port = ReadPort::uop;
    if (s.work == Work::acc) port = ReadPort::acc;
    if (port == ReadPort::fetch || ends[s.instruction] >= run.totals.window) continue;
    for (std::int64_t cycle = s.interval.from; cycle < s.interval.to; ++cycle) {
      const PlainCause expected = plain.at(cycle, port, ends[s.instruction]);
      INFO("instruction " << s.instruction << " cycle " << cycle);
      if (expected.cause == Cause::drain) {
        REQUIRE((s.interval.cause == Cause::drain || s.interval.cause == Cause::padding));
      } else {
        REQUIRE(to_string(s.interval.cause) == to_string(expected.cause));
        REQUIRE(s.interval.taker == expected.taker);
      }
    }
  }
}

void require_exact(const isa::HardwareConfig& config, const isa::Program& program) {
  const ObservedRun run = observe(config, program);
  require_as_counted(run);
  require_whole(run);
  CauseObserver alone;
  RunOptions options;
  options.values = false;
  options.observer = &alone;
  const RunResult result = shared_machine().run(config, program, options);
  REQUIRE(result.record.timing == run.result.record.timing);
  REQUIRE(alone.totals().cycles == run.totals.cycles);
  REQUIRE(alone.totals().taken == run.totals.taken);
}

TEST_CASE("every cycle of every unit has one cause, in all recorded runs") {
  for (const std::string& suite : kGoldenSuites) {
    for (const GoldenCase& golden : golden_cases(suite)) {
      INFO(golden.config.name << " " << suite << " " << golden.c.program.name);
      require_exact(golden.config, golden.c.program);
    }
  }
}

TEST_CASE("waits for memory are those of the bursts, cycle by cycle") {
  for (const char* suite : {"micro", "streams", "layers"}) {
    for (const GoldenCase& golden : golden_cases(suite)) {
      INFO(golden.config.name << " " << suite << " " << golden.c.program.name);
      require_plain_reads(observe(golden.config, golden.c.program), golden.config);
    }
  }
}

TEST_CASE("random programs have one cause for every cycle, and bursts that say so") {
  rc::prop("any configuration", [] {
    generate::RandomNumbers random(*rc::gen::arbitrary<std::uint64_t>());
    const isa::HardwareConfig config =
        configuration(*rc::gen::element(3, 4, 5), *rc::gen::element(64, 128, 256, 512), {9, 9, 8, 9},
                      *rc::gen::element(16, 64, 256), *rc::gen::element(4, 16, 512));
    generate::LegalProgram program(config, random);
    generate::fill_random(program, *rc::gen::elementOf(std::vector<generate::Kind>(std::begin(generate::kKinds),
                                                                                   std::end(generate::kKinds))));
    const isa::Case c = program.finish("random", shared_machine());
    require_exact(config, c.program);
    require_plain_reads(observe(config, c.program), config);
  });
}

TEST_CASE("bursts that nobody waits for any more are forgotten, and no others") {
  // 30,000 bursts of load and of compute, some in small LOADs and some in large ones that go on beside them.
  std::vector<isa::Instruction> program;
  for (int i = 0; i < 10; ++i) {
    program.emplace_back(load(isa::Buffer::acc, 1500, 1, 3));
    for (int k = 0; k < 100; ++k) program.emplace_back(load(isa::Buffer::inp, 15, 1, 3));
  }
  const isa::Program p = program_of(program, 1U << 20);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const ObservedRun run = observe(config, p);
  REQUIRE(run.result.record.read_bursts > 30'000);
  require_exact(config, p);
  require_plain_reads(run, config);
}

using Causes = std::map<Cause, std::int64_t>;

ObservedRun run(const std::vector<isa::Instruction>& instructions, const std::string& config = "b16-bus64") {
  return observe(isa::find_hardware_config(config), program_of(instructions, 1U << 16));
}

isa::Load tokens(isa::Buffer buffer, isa::Deps deps) { return with_deps(load(buffer, 0, 0), deps); }

/// The intervals in which a module waits to begin an instruction, with this cause.
std::vector<CauseInterval> waits_for(const ObservedRun& r, std::int32_t instruction, Cause cause) {
  std::vector<CauseInterval> intervals;
  for (const Spent& s : r.spent) {
    if (s.unit != Unit::fetch && s.instruction == instruction && s.interval.cause == cause) {
      intervals.push_back(s.interval);
    }
  }
  return intervals;
}

TEST_CASE("a LOAD waits for its request, the memory and its data") {
  // 4 inp vectors of 2 beats. The address goes out in the second cycle; the memory is at it for 2 cycles and its delay
  // of 16; behind the data lie the registers of the memory engine and of the narrow unit, and the count of beats in
  // flight.
  const ObservedRun r = run({with_deps(load(isa::Buffer::inp, 1, 4), kPushNext), tokens(isa::Buffer::acc, kPopPrev)});
  Causes causes = r.of(0);
  CHECK(causes[Cause::request] == 1);
  CHECK(causes[Cause::memory] == 18);
  CHECK(causes[Cause::data] == 8);
  CHECK(causes[Cause::drain] == 3);
  CHECK(causes[Cause::handover] == 1);
  // Compute has had its instruction a cycle later than load and waits for this one's token.
  const auto waits = waits_for(r, 1, Cause::token_prev);
  REQUIRE(waits.size() == 1);
  CHECK(waits.front().other == 0);
  CHECK(waits.front().cycles() == 30);
  // FINISH's token-only predecessor is all that compute did.
  CHECK(r.totals.of(Unit::compute, Cause::sync) == 2);
  CHECK(r.totals.of(Unit::load, Cause::none) == r.totals.window - r.result.record.timing[0][0][2]);
}

TEST_CASE("an element in a beat needs a register less") {
  const ObservedRun r =
      run({with_deps(load(isa::Buffer::inp, 1, 4), kPushNext), tokens(isa::Buffer::acc, kPopPrev)}, "b16-bus512");
  Causes causes = r.of(0);
  CHECK(causes[Cause::data] == 1);
  CHECK(causes[Cause::drain] == 2);
}

TEST_CASE("zeros behind the data are padding") {
  isa::Load l = with_deps(load(isa::Buffer::inp, 1, 4), kPushNext);
  l.y_pad_1 = 15;
  const ObservedRun r = run({l, tokens(isa::Buffer::acc, kPopPrev)});
  Causes causes = r.of(0);
  // 60 zeros; the unit is out of idle in the second cycle, counts past the one row, and writes 19 before the data.
  CHECK(causes[Cause::padding] == 41);
  CHECK(causes[Cause::data] == 8);
  // Rows above are counted before the first command, and their zeros written while the memory is waited for.
  l.y_pad_0 = 2;
  l.y_pad_1 = 0;
  causes = run({l, tokens(isa::Buffer::acc, kPopPrev)}).of(0);
  CHECK(causes[Cause::padding] == 0);
  CHECK(causes[Cause::request] == 3);
}

TEST_CASE("a reader waits while the bus is another's") {
  // Compute's acc comes behind 64 beats of load's inp, which were asked for first.
  const ObservedRun r = run({load(isa::Buffer::inp, 1, 32), load(isa::Buffer::acc, 1, 4)});
  Causes causes = r.of(1);
  // Both addresses are with the memory in its one delay, of which inp's has seen a cycle more.
  CHECK(causes[Cause::request] == 1);
  CHECK(causes[Cause::memory] == 17);
  CHECK(causes[Cause::bus] == 64);
  CHECK(causes[Cause::data] == 32);
  CHECK(r.totals.by_taker(Unit::compute, Work::acc)[CauseTotals::index(ReadPort::inp)] == 64);
  CHECK(r.totals.of(Unit::load, Cause::bus) == 0);
}

TEST_CASE("GEMM and ALU fill a pipeline, issue and drain it") {
  isa::Gemm gemm;
  gemm.uop_end = 2;
  gemm.iter_out = 3;
  gemm.iter_in = 5;
  isa::Alu alu;
  alu.uop_end = 1;
  alu.iter_out = 1;
  alu.iter_in = 4;
  alu.dst_factor_in = alu.src_factor_in = 1;
  alu.op = static_cast<std::uint32_t>(isa::AluOp::add);
  const ObservedRun r = run({gemm, alu});
  Causes causes = r.of(0);
  CHECK(causes[Cause::fill] == 1);
  CHECK(causes[Cause::operations] == 30);
  CHECK(causes[Cause::drain] == 5);
  causes = r.of(1);
  CHECK(causes[Cause::fill] == 1);
  CHECK(causes[Cause::operations] == 8);  // Two registers: two cycles each.
  CHECK(causes[Cause::drain] == 5);
}

TEST_CASE("a STORE reads vectors in between on a narrow bus") {
  const auto causes_on = [](const char* config) {
    return run({store(10, kPushPrev), tokens(isa::Buffer::acc, kPopNext)}, config).of(0);
  };
  Causes causes = causes_on("b16-bus64");
  CHECK(causes[Cause::data] == 20);
  CHECK(causes[Cause::vector] == 9);
  CHECK(causes[Cause::request] == 3);
  CHECK(causes[Cause::memory] == 1);
  causes = causes_on("b16-bus128");
  CHECK(causes[Cause::data] == 10);
  CHECK(causes[Cause::vector] == 0);
}

TEST_CASE("a module waits behind the full queue of another") {
  // Compute's queue of 4 is full of instructions behind a long LOAD; fetch stands before it with the sixth, and load's
  // comes after that.
  const isa::HardwareConfig config = configuration(4, 64, {9, 9, 8, 9}, 256, 4);
  std::vector<isa::Instruction> program(6, tokens(isa::Buffer::acc, kNone));
  program.front() = load(isa::Buffer::acc, 1, 100);
  program.push_back(with_deps(load(isa::Buffer::inp, 1, 1), kPushNext));
  program.push_back(tokens(isa::Buffer::acc, kPopPrev));
  const ObservedRun r = observe(config, program_of(program, 1U << 16));
  const auto waits = waits_for(r, 6, Cause::queue);
  REQUIRE(waits.size() == 2);
  CHECK(waits[0].other == 4);
  CHECK(waits[1].other == 5);
  const auto& compute = r.result.record.timing[1];
  CHECK(waits[0].to == compute[0][2]);
  CHECK(waits[1].to == compute[1][2]);
  CHECK(r.totals.of(Unit::fetch, Cause::queue) >= waits[0].cycles() + waits[1].cycles());
}

TEST_CASE("a token that never comes is missing from who should push it") {
  const ObservedRun r =
      run({tokens(isa::Buffer::acc, {1, 0, 1, 0}), tokens(isa::Buffer::inp, {0, 1, 0, 1}), store(40)});
  REQUIRE_FALSE(r.result.record.finished);
  CHECK(waits_for(r, 0, Cause::token_prev).front().other == 1);
  CHECK(waits_for(r, 1, Cause::token_next).front().other == 0);
}

TEST_CASE("what the observer keeps of a run is gone in the next") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const isa::Program dead =
      program_of({tokens(isa::Buffer::inp, kPushNext), tokens(isa::Buffer::inp, kPopNext)}, 1U << 16, false);
  const isa::Program good =
      program_of({with_deps(load(isa::Buffer::inp, 1, 4), kPushNext), tokens(isa::Buffer::acc, kPopPrev)}, 1U << 16);
  CauseObserver observer;
  RunOptions options;
  options.observer = &observer;
  shared_machine().run(config, good, options);
  const CauseTotals first = observer.totals();
  shared_machine().run(config, dead, options);
  shared_machine().run(config, good, options);
  CHECK(observer.totals().cycles == first.cycles);
  CHECK(observer.totals().window == first.window);
}

}  // namespace
}  // namespace vtasim::machine
