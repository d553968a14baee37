#include "sim/machine/machine.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "isa/base/error.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::machine {
namespace {

constexpr isa::Deps kNone{};
constexpr isa::Deps kPopPrev{1, 0, 0, 0};
constexpr isa::Deps kPopNext{0, 1, 0, 0};
constexpr isa::Deps kPushPrev{0, 0, 1, 0};
constexpr isa::Deps kPushNext{0, 0, 0, 1};

RunResult run(const std::vector<isa::Instruction>& instructions, bool finish = true) {
  return shared_machine().run(isa::find_hardware_config("b16-bus64"), program_of(instructions, 1U << 16, finish));
}

std::int64_t sum(const ModuleCycles& c) { return c.busy + c.wait_insn + c.wait_prev + c.wait_next + c.issue; }

TEST_CASE("a run begins with the DRAM that it is given", "[machine]") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  isa::Store moved = store(2);
  moved.dram_base = 3;
  const isa::Program program = program_of({moved}, 1U << 16);
  RunOptions options;
  isa::DramImage dram(program.dram_bytes + 100);
  std::fill(dram.begin(), dram.end(), std::uint8_t{7});
  options.dram = &dram;
  REQUIRE(shared_machine().run(config, program, options).record.finished);
  const isa::DramImage& after = shared_machine().dram();
  REQUIRE(after.size() == dram.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    const bool stored = i >= 3 * 16 && i < 5 * 16;
    const int expected = stored ? 0 : 7;
    if (after[i] != expected) FAIL(i);
  }
  dram.resize(100);
  CHECK_THROWS_WITH(shared_machine().run(config, program, options),
                    Catch::Matchers::Contains("DRAM has 100 bytes; it must have the program's 69664"));
}

TEST_CASE("a run leaves nothing behind", "[machine]") {
  const isa::Program a =
      program_of({load(isa::Buffer::uop, 1, 9), with_deps(load(isa::Buffer::inp, 3, 5), kPushNext)}, 1U << 16);
  const isa::Program dead = program_of(
      {with_deps(load(isa::Buffer::inp, 3, 5), kPopNext), with_deps(load(isa::Buffer::acc, 1, 4), kPopPrev)}, 1U << 16);
  const isa::HardwareConfig narrow = isa::find_hardware_config("b16-bus64");
  const isa::HardwareConfig wide = isa::find_hardware_config("b16-bus512");
  const RunResult first = shared_machine().run(narrow, a);
  REQUIRE(first.record.finished);
  for (const isa::Program& other : {dead, a}) {
    for (const isa::HardwareConfig& config : {narrow, wide}) {
      shared_machine().run(config, other);
      const RunResult again = shared_machine().run(narrow, a);
      REQUIRE(again.record.timing == first.record.timing);
      REQUIRE(again.record.cycles == first.record.cycles);
      REQUIRE(again.counters.read_beats == first.counters.read_beats);
    }
  }
}

TEST_CASE("every cycle of a module is counted once", "[machine]") {
  const RunResult result = run({load(isa::Buffer::uop, 1, 9), with_deps(load(isa::Buffer::inp, 3, 5), kPushNext),
                                with_deps(load(isa::Buffer::acc, 2, 2), {1, 0, 1, 1}), store(20, {1, 0, 1, 0}),
                                with_deps(load(isa::Buffer::wgt, 3, 2), {0, 1, 0, 1}),
                                with_deps(load(isa::Buffer::acc, 0, 0), {1, 1, 0, 0})});
  REQUIRE(result.problem.empty());
  for (const ModuleCycles& cycles : result.counters.modules) REQUIRE(sum(cycles) == result.record.cycles + 1);
  const Counters& c = result.counters;
  REQUIRE(c.modules[1].busy == c.compute_gemm_cycles + c.compute_alu_cycles + c.compute_load_uop_cycles +
                                   c.compute_load_acc_cycles + c.compute_sync_cycles);
  REQUIRE(c.modules[0].busy == c.load_inp_cycles + c.load_wgt_cycles);
  REQUIRE(std::accumulate(c.read_beats.begin(), c.read_beats.end(), std::int64_t{0}) == result.record.read_beats);
  REQUIRE(c.modules[0].wait_next > 0);
  REQUIRE(c.modules[1].wait_prev > 0);
  REQUIRE(c.modules[2].wait_prev > 0);
}

TEST_CASE("micro-ops that a program stores itself are what they are without values, too", "[machine]") {
  // Two micro-ops with different dst become equal, which is a hazard, when zeros are stored over them.
  isa::Alu alu;
  alu.uop_end = 2;
  alu.iter_out = alu.iter_in = 1;
  alu.op = static_cast<std::uint32_t>(isa::AluOp::add);
  alu.use_imm = 1;
  isa::Program program =
      program_of({store(4, kPushPrev), with_deps(load(isa::Buffer::uop, 1, 2), kPopNext), alu}, 1U << 16);
  program.regions.push_back(uop_region(0, {{0, 0, 0}, {1, 0, 0}}));
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  RunOptions timing_only;
  timing_only.values = false;
  const RunResult with_values = shared_machine().run(config, program);
  const RunResult without = shared_machine().run(config, program, timing_only);
  CHECK(with_values.record.assertion);
  CHECK(without.record.assertion == with_values.record.assertion);
  CHECK(without.record.timing == with_values.record.timing);
  CHECK(without.problem == with_values.problem);
}

TEST_CASE("a deadlock says who waits for whom", "[machine]") {
  SECTION("the token that is missing is in a later instruction") {
    const auto r = run(
        {with_deps(load(isa::Buffer::acc, 0, 0), {1, 0, 1, 0}), with_deps(load(isa::Buffer::inp, 1, 1), {0, 1, 0, 1})});
    REQUIRE_FALSE(r.record.finished);
    REQUIRE(r.problem ==
            "deadlock: FINISH is not reached\n"
            "  load waits at instruction 1 for a token from compute: the next to push one is instruction 0 of compute, "
            "which has "
            "not completed\n"
            "  compute waits at instruction 0 for a token from load: the next to push one is instruction 1 of load, "
            "which has not "
            "completed");
  }
  SECTION("nobody pushes it") {
    const auto r = run({store(4, kPopPrev), with_deps(load(isa::Buffer::acc, 0, 0), kPushPrev)});
    REQUIRE(r.problem.empty());  // FINISH does not depend on it
    const auto s = run({store(4, kPopPrev), with_deps(load(isa::Buffer::acc, 0, 0), kPopNext)});
    REQUIRE(
        s.problem ==
        "deadlock: FINISH is not reached\n"
        "  compute waits at instruction 1 for a token from store: no instruction of store that is left pushes one\n"
        "  store waits at instruction 0 for a token from compute: no instruction of compute that is left pushes one");
  }
  SECTION("the 256th token") {
    std::vector<isa::Instruction> instructions(256, with_deps(load(isa::Buffer::inp, 0, 0), kPushNext));
    instructions.push_back(with_deps(load(isa::Buffer::acc, 2, 900), kNone));
    instructions.insert(instructions.begin(), with_deps(load(isa::Buffer::acc, 4, 200), kNone));
    instructions.insert(instructions.end(), 256, with_deps(load(isa::Buffer::acc, 0, 0), kPopPrev));
    const auto r = run(instructions);
    REQUIRE_FALSE(r.record.finished);
    REQUIRE_THAT(r.problem,
                 Catch::Contains("compute waits at instruction 513 for a token from load: no instruction of load that "
                                 "is left pushes one; 1 token was lost, first that of instruction 256: a queue holds "
                                 "255 tokens, and it was the 256th"));
  }
}

TEST_CASE("rows of a y_size of 0 hang the module", "[machine]") {
  const auto r =
      run({with_deps(load(isa::Buffer::inp, 0, 3), kPushNext), with_deps(load(isa::Buffer::acc, 0, 0), kPopPrev)});
  REQUIRE_FALSE(r.record.finished);
  REQUIRE_THAT(r.problem, Catch::Contains("load hangs in instruction 0: y_size is 0 and x_size is not"));
}

TEST_CASE("a STORE with a y_size of 0 hangs on a wide bus and writes 65,536 rows on a narrow one", "[machine]") {
  isa::Store s = store(1, kPushPrev);
  s.y_size = 0;
  const isa::Program program = program_of({s, with_deps(load(isa::Buffer::acc, 0, 0), kPopNext)}, 1U << 16);
  const RunResult narrow = shared_machine().run(isa::find_hardware_config("b16-bus64"), program);
  REQUIRE(narrow.record.write_bursts == 65536);
  REQUIRE(narrow.record.timing[2].at(0) == isa::InsnTiming{27, 29, 393245});
  REQUIRE(narrow.record.cycles == 393248);
  const RunResult wide = shared_machine().run(isa::find_hardware_config("b16-bus128"), program);
  REQUIRE_THAT(wide.problem, Catch::Contains("store hangs in instruction 0: y_size is 0 and x_size is not"));
}

TEST_CASE("a program without FINISH is told so", "[machine]") {
  const auto r = run({load(isa::Buffer::inp, 1, 3)}, false);
  REQUIRE_FALSE(r.record.finished);
  REQUIRE(r.problem == "no FINISH in the program");
}

TEST_CASE("an ALU hazard stops the run and names the operation", "[machine]") {
  isa::Alu alu;
  alu.uop_end = 1;
  alu.iter_out = 1;
  alu.iter_in = 4;
  alu.use_imm = 1;
  const auto r = run({load(isa::Buffer::uop, 1, 1), alu});
  REQUIRE(r.record.assertion);
  REQUIRE_FALSE(r.record.finished);
  REQUIRE_THAT(r.problem, Catch::Contains("instruction 1 (ALU), operation 1, acc[0]"));
  REQUIRE(r.record.timing[1].at(1)[2] == -1);
}

TEST_CASE("a run ends in the cycle in which the assertion fires", "[machine]") {
  // The assertion compares an operation in stage 3 with the one before it, two cycles after the unit's start.
  const auto timing_with = [](bool hazard) {
    isa::Alu alu;
    alu.uop_end = 1;
    alu.iter_out = 1;
    alu.iter_in = 40;
    alu.dst_factor_in = alu.src_factor_in = hazard ? 0 : 1;
    alu.use_imm = 1;
    std::vector<isa::Instruction> instructions = {load(isa::Buffer::uop, 1, 1), alu};
    instructions.insert(instructions.end(), 40, store(0));
    return run(instructions).record.timing;
  };
  const auto whole = timing_with(false);
  const auto cut = timing_with(true);
  const std::int64_t out_of_idle = whole[1].at(1)[1];
  const std::int64_t second_operation_in_stage_3 = out_of_idle + 1 + 1 + 3;
  REQUIRE(cut[1].at(1) == isa::InsnTiming{whole[1].at(1)[0], out_of_idle, -1});
  std::size_t kept = 0;
  for (std::size_t i = 0; i < whole[2].size(); ++i) {
    isa::InsnTiming expected = whole[2][i];
    if (expected[0] > second_operation_in_stage_3) break;
    ++kept;
    for (std::int64_t& cycle : expected) {
      if (cycle > second_operation_in_stage_3) cycle = -1;
    }
    REQUIRE(cut[2].at(i) == expected);
  }
  REQUIRE(cut[2].size() == kept);
}

TEST_CASE("a limit stops exactly the runs that go beyond it, and leaves nothing behind", "[machine]") {
  isa::Alu alu;
  alu.uop_end = 1;
  alu.iter_out = 1;
  alu.iter_in = 4;
  const isa::Program good = program_of(
      {load(isa::Buffer::uop, 1, 9), with_deps(load(isa::Buffer::inp, 3, 5), kPushNext),
       with_deps(load(isa::Buffer::acc, 2, 2), {1, 0, 1, 1}), store(20, {1, 0, 1, 0}),
       with_deps(load(isa::Buffer::wgt, 3, 2), {0, 1, 0, 1}), with_deps(load(isa::Buffer::acc, 0, 0), {1, 1, 0, 0})},
      1U << 16);
  const isa::Program hazard = program_of({load(isa::Buffer::uop, 1, 1), alu}, 1U << 16);
  const isa::Program dead = program_of({with_deps(load(isa::Buffer::acc, 0, 0), kPopPrev)}, 1U << 16);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  RunOptions options;
  const RunResult whole = shared_machine().run(config, good);
  REQUIRE(whole.record.finished);
  for (options.max_cycles = 0; options.max_cycles < whole.record.cycles + 3; ++options.max_cycles) {
    INFO(options.max_cycles);
    const RunResult run = shared_machine().run(config, good, options);
    REQUIRE(run.stopped == (options.max_cycles < whole.record.cycles));
    REQUIRE(run.record.finished != run.stopped);
    for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
      for (std::size_t i = 0; i < whole.record.timing[m].size(); ++i) {
        isa::InsnTiming expected = whole.record.timing[m][i];
        for (std::int64_t& cycle : expected) cycle = run.stopped && cycle > options.max_cycles ? -1 : cycle;
        if (expected[0] == -1) {
          REQUIRE(run.record.timing[m].size() <= i);
        } else {
          REQUIRE(run.record.timing[m].at(i) == expected);
        }
      }
    }
    REQUIRE(shared_machine().run(config, good).record.timing == whole.record.timing);
    REQUIRE(shared_machine().run(config, hazard).problem == shared_machine().run(config, hazard).problem);
  }
  // What comes to rest by itself is told as without a limit.
  options.max_cycles = 1'000'000;
  for (const isa::Program& program : {good, hazard, dead}) {
    const RunResult without = shared_machine().run(config, program);
    const RunResult with = shared_machine().run(config, program, options);
    REQUIRE_FALSE(with.stopped);
    REQUIRE(with.problem == without.problem);
    REQUIRE(with.record.timing == without.record.timing);
    for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
      REQUIRE(sum(with.counters.modules[m]) == sum(without.counters.modules[m]));
    }
  }
}

TEST_CASE("a limit holds within instructions that would go on for hours", "[machine]") {
  RunOptions options;
  options.max_cycles = 1000;
  const auto stopped = [&](const isa::Instruction& instruction, const std::string& module,
                           const std::string& hardware) {
    const isa::Program program = program_of({instruction, instruction}, 2U << 20);
    const RunResult run = shared_machine().run(isa::find_hardware_config(hardware), program, options);
    REQUIRE(run.stopped);
    REQUIRE_FALSE(run.record.finished);
    REQUIRE(run.record.cycles == -1);
    REQUIRE_THAT(run.problem, Catch::StartsWith("still running after 1000 cycles"));
    REQUIRE_THAT(run.problem, Catch::Contains("\n  " + module + " is in instruction 0 since cycle "));
    return run;
  };
  // 16,384 micro-ops, 16,384 x 16,384 times.
  REQUIRE(stopped(isa::Gemm{}, "compute", "b16-bus64").problem ==
          "still running after 1000 cycles\n  compute is in instruction 0 since cycle 29");
  // 64 GiB.
  isa::Load much = load(isa::Buffer::inp, 65535, 65535);
  const RunResult loading = stopped(much, "load", "b16-bus64-burst16");
  REQUIRE_THAT(loading.problem, Catch::Contains("after 1000 cycles, though FINISH was reached in cycle "));
  REQUIRE(loading.counters.read_beats[static_cast<std::size_t>(isa::Buffer::inp)] < 2000);  // Some are still to come.
  isa::Store all = store(65535);
  all.y_size = 65535;
  REQUIRE(stopped(all, "store", "b16-bus64-burst16").counters.write_beats < 200'000);  // A row has 131,070.
  REQUIRE(stopped(all, "store", "b16-bus512").counters.write_beats < 2000);
}

TEST_CASE("what validate refuses does not run", "[machine]") {
  isa::Program program = program_of({load(isa::Buffer::inp, 1, 4)}, 1U << 16);
  program.insn_count += 1;
  REQUIRE_THROWS_AS(shared_machine().run(isa::find_hardware_config("b16-bus64"), program), Error);
}

}  // namespace
}  // namespace vtasim::machine
