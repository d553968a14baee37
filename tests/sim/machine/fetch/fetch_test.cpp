#include "sim/machine/fetch/fetch.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "isa/case_file.h"
#include "sim/observe/bus_trace.h"
#include "tests/support/configurations.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::machine {
namespace {

/// The cycles in which `count` instructions, one chunk after the other in whole bursts, are handed over to queues with
/// room. By the delays that FetchUnit documents: a command is presented a cycle before its address goes out, memory
/// waits its delay, and data reaches the client a cycle after the bus.
std::vector<Cycle> free_dispatches(const isa::HardwareConfig& config, std::int32_t count) {
  const FetchUnit& unit = fetch_unit(config);
  std::vector<Cycle> cycles;
  Cycle command = 1;  // Launch is seen in cycle 0.
  for (std::int32_t done = 0; done < count;) {
    const std::int32_t chunk = std::min(count - done, unit.chunk(config));
    const Cycle beats = (chunk * Cycle{isa::kInstructionBytes} + config.bus_bytes - 1) / config.bus_bytes;
    const Cycle address = command + 1;
    const Cycle first_on_bus = address + 2 + config.memory_delay;
    const Cycle last_data = first_on_bus + beats - 1 + 1;
    const Cycle first_left = last_data + unit.data_to_buffer();
    for (std::int32_t i = 0; i < chunk; ++i) cycles.push_back(first_left + i + (unit.look_ahead() ? 1 : 0));
    command = first_left + chunk - 1 + unit.buffer_to_command();
    done += chunk;
  }
  return cycles;
}

/// Dispatches of all modules, which is the order of the program.
std::vector<Cycle> dispatches(const isa::RunRecord& record) {
  std::vector<Cycle> cycles;
  for (const auto& module : record.timing) {
    for (const isa::InsnTiming& timing : module) cycles.push_back(timing[0]);
  }
  std::sort(cycles.begin(), cycles.end());
  return cycles;
}

/// Token-only instructions of a module.
std::vector<isa::Instruction> token_only(isa::Module module, std::size_t count) {
  if (module == isa::Module::store) return {count, store(0)};
  return {count, load(module == isa::Module::load ? isa::Buffer::inp : isa::Buffer::acc, 0, 0)};
}

isa::RunRecord record_of(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& instructions,
                         BusTrace* bus = nullptr) {
  RunOptions options;
  options.observer = bus;
  const RunResult result = shared_machine().run(config, program_of(instructions), options);
  REQUIRE(result.problem.empty());
  return result.record;
}

/// The cycle in which an instruction is handed over at the earliest: that of the end of the one that stood the queue's
/// depth before it.
void check_full_queue(const std::vector<isa::InsnTiming>& timing, std::size_t depth, std::size_t least_held_up) {
  std::size_t held_up = 0;
  for (std::size_t i = depth; i < timing.size(); ++i) {
    const Cycle room = timing[i - depth][2];
    REQUIRE(timing[i][0] >= room);
    if (timing[i][0] == room) ++held_up;
  }
  CHECK(held_up >= least_held_up);
}

const std::vector<std::string> kConfigs = {"b16-bus64",  "b16-bus64-burst16", "b16-bus128",
                                           "b16-bus256", "b16-bus512",        "b32-bus64"};

std::vector<isa::Case> recorded(const std::string& config, const char* suite) {
  return isa::read_cases(std::filesystem::path(VTASIM_TESTS) / "golden" / config / suite);
}

}  // namespace

TEST_CASE("instructions are handed over as the units' delays say, on the RTL as on the model", "[fetch]") {
  for (const std::string& name : kConfigs) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    int cases = 0;
    for (const isa::Case& c : recorded(name, "micro.jsonl")) {
      if (c.program.name.rfind("fetch-", 0) != 0) continue;
      INFO(name << " " << c.program.name);
      const std::vector<Cycle> wanted = free_dispatches(config, static_cast<std::int32_t>(c.program.insn_count));
      REQUIRE(c.rtl);
      CHECK(dispatches(*c.rtl) == wanted);
      CHECK(dispatches(shared_machine().run(config, c.program).record) == wanted);
      ++cases;
    }
    CHECK(cases >= 20);
  }
}

TEST_CASE("the first instruction of a single one", "[fetch]") {
  // Launch, command, address; the delay; two beats or one; their way to the buffer and out of it.
  CHECK(dispatches(record_of(isa::find_hardware_config("b16-bus64"), {})).front() == 23);
  CHECK(dispatches(record_of(isa::find_hardware_config("b16-bus512"), {})).front() == 25);
}

TEST_CASE("a chunk is half of the largest burst on a bus of 64 bits, as many as its beats on wider ones", "[fetch]") {
  for (const int burst : {16, 64, 256}) {
    CHECK(fetch_unit(configuration(4, 64, {}, burst)).chunk(configuration(4, 64, {}, burst)) == burst / 2);
    CHECK(fetch_unit(configuration(4, 128, {}, burst)).chunk(configuration(4, 128, {}, burst)) == burst);
  }
  CHECK(&fetch_unit(configuration(4, 64, {})) == &fetch_unit_64());
  CHECK(&fetch_unit(configuration(4, 512, {})) == &fetch_unit_wide());
}

TEST_CASE("the next chunk is read when the last is used up, in one burst or in those of its beats", "[fetch]") {
  for (const int bus_bits : {64, 128, 512}) {
    CAPTURE(bus_bits);
    const isa::HardwareConfig config = configuration(4, bus_bits, {}, 16);
    const auto chunk = static_cast<std::size_t>(fetch_unit(config).chunk(config));
    BusTrace bus;
    // Two chunks, and FINISH in the third.
    const isa::RunRecord record = record_of(config, token_only(isa::Module::load, 2 * chunk), &bus);
    const std::vector<Cycle> cycles = dispatches(record);
    CHECK(cycles == free_dispatches(config, static_cast<std::int32_t>(2 * chunk + 1)));
    REQUIRE(bus.cmd.size() == 3);
    CHECK(bus.cmd[0][0] == 1);
    const Cycle after = fetch_unit(config).buffer_to_command() - (fetch_unit(config).look_ahead() ? 1 : 0);
    CHECK(bus.cmd[1][0] == cycles[chunk - 1] + after);
    CHECK(bus.cmd[2][0] == cycles[2 * chunk - 1] + after);
    CHECK(bus.cmd[0][3] == static_cast<std::int64_t>(chunk) * 128 / bus_bits);
    CHECK(bus.cmd[1][2] - bus.cmd[0][2] == static_cast<std::int64_t>(16 * chunk));
  }
}

TEST_CASE("a chunk that does not start where bursts end takes two on a wide bus, one on a narrow one", "[fetch]") {
  for (const int bus_bits : {64, 128}) {
    CAPTURE(bus_bits);
    const isa::HardwareConfig config = configuration(4, bus_bits, {}, 16);
    isa::Program program = program_of(token_only(isa::Module::load, 7));
    program.insn_addr += 96;
    program.dram_bytes += 96;
    program.regions[0].address += 96;
    BusTrace bus;
    RunOptions options;
    options.observer = &bus;
    REQUIRE(shared_machine().run(config, program, options).problem.empty());
    // 128 bytes from 96 on: bursts of 16 beats end at 128 or 256 bytes.
    CHECK(bus.cmd.size() == 1);
    program.insn_addr += 64;
    program.dram_bytes += 64;
    program.regions[0].address += 64;
    bus.clear();
    REQUIRE(shared_machine().run(config, program, options).problem.empty());
    REQUIRE(bus.cmd.size() == (bus_bits == 64 ? 1 : 2));
    if (bus_bits == 128) CHECK(bus.cmd[0][3] == 6);
  }
}

TEST_CASE("a full queue holds up all until its first instruction is done", "[fetch]") {
  for (const int bus_bits : {64, 256}) {
    for (const int depth : {4, 16}) {
      CAPTURE(bus_bits, depth);
      const isa::HardwareConfig config = configuration(4, bus_bits, {}, 256, depth);
      // A LOAD that takes long, and more than the queue holds behind it; a STORE that has nothing to wait for but them.
      std::vector<isa::Instruction> instructions = token_only(isa::Module::load, 60);
      instructions.insert(instructions.begin(), load(isa::Buffer::inp, 1, 200));
      instructions.push_back(store(0));
      const isa::Program program = program_of(instructions, 1U << 16);
      const RunResult result = shared_machine().run(config, program);
      REQUIRE(result.problem.empty());
      const auto& timing = result.record.timing;
      const std::vector<Cycle> free = free_dispatches(config, static_cast<std::int32_t>(instructions.size() + 1));
      const auto held = static_cast<std::size_t>(depth);
      for (std::size_t i = 0; i < held; ++i) CHECK(timing[0][i][0] - timing[0][0][0] == static_cast<Cycle>(i));
      CHECK(timing[0][held][0] == timing[0][0][2]);
      check_full_queue(timing[0], held, 20);
      CHECK(timing[2][0][0] == timing[0].back()[0] + 1);
      CHECK(timing[2][0][0] > free[61] + 50);
    }
  }
}

TEST_CASE("on the RTL as well an instruction enters a full queue when its first is done", "[fetch]") {
  for (const std::string& name : kConfigs) {
    CAPTURE(name);
    const auto depth = static_cast<std::size_t>(isa::find_hardware_config(name).queue_depth);
    const std::vector<isa::Case> cases = recorded(name, "deep.jsonl");
    for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
      const auto i = static_cast<std::size_t>(module);
      REQUIRE(cases.size() > i);
      check_full_queue(cases[i].rtl.value().timing[i], depth, 900);
    }
  }
}

}  // namespace vtasim::machine
