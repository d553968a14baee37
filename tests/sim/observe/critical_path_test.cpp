#include "sim/observe/critical_path.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "sim/generate/random_program.h"
#include "tests/sim/observe/observed_run.h"
#include "tests/support/configurations.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::machine {
namespace {

/// The path's steps follow each other from launch to FINISH, and its causes add up to that; what lies on it could not
/// have ended later, and everything ended in time.
void require_path(const ObservedRun& run) {
  const CriticalPath path = critical_path(run.log);
  const std::vector<std::optional<std::int64_t>> slack = slacks(run.log);
  const std::int64_t total = run.result.record.cycles;
  std::int64_t at = 0;
  for (const PathStep& step : path.steps) {
    INFO(to_string(step.unit) << " instruction " << step.instruction << " from " << step.from);
    REQUIRE(step.from == at);
    REQUIRE(step.to > at);
    at = step.to;
    if (step.unit == Unit::fetch || step.work == Work::idle) continue;
    REQUIRE(slack[static_cast<std::size_t>(step.instruction)] == 0);
  }
  REQUIRE(at == total);
  std::int64_t sum = 0;
  for (const Unit unit : {Unit::load, Unit::compute, Unit::store, Unit::fetch}) {
    sum += path.totals.of(unit);
    for (const Cause cause : {Cause::token_prev, Cause::token_next, Cause::fetch, Cause::queue, Cause::none}) {
      REQUIRE(path.totals.of(unit, cause) == 0);
    }
  }
  REQUIRE(sum == total);
  REQUIRE(path.totals.window == total);
  for (const auto& cycles : slack) REQUIRE(cycles.value_or(0) >= 0);
}

TEST_CASE("the critical paths of all recorded runs add up to their totals") {
  int paths = 0;
  for (const std::string& suite : kGoldenSuites) {
    for (const GoldenCase& golden : golden_cases(suite)) {
      INFO(golden.config.name << " " << suite << " " << golden.c.program.name);
      const ObservedRun run = observe(golden.config, golden.c.program);
      if (!run.result.record.finished) continue;
      require_path(run);
      ++paths;
    }
  }
  CHECK(paths > 3000);
}

TEST_CASE("the critical paths of random programs add up to their totals") {
  rc::prop("any configuration", [] {
    generate::RandomNumbers random(*rc::gen::arbitrary<std::uint64_t>());
    const isa::HardwareConfig config =
        configuration(*rc::gen::element(3, 4, 5), *rc::gen::element(64, 128, 256, 512), {9, 9, 8, 9},
                      *rc::gen::element(16, 64, 256), *rc::gen::element(4, 16, 512));
    generate::LegalProgram program(config, random);
    generate::fill_random(program, generate::Kind::mixed);
    require_path(observe(config, program.finish("random", shared_machine()).program));
  });
}

isa::Load tokens(isa::Buffer buffer, isa::Deps deps) { return with_deps(load(buffer, 0, 0), deps); }

TEST_CASE("a path goes by the token that came last") {
  // Compute needs load's short LOAD and has a long one of its own before; then store's STORE, which takes longest.
  const ObservedRun run = observe(isa::find_hardware_config("b16-bus64"),
                                  program_of({with_deps(load(isa::Buffer::inp, 1, 1), {0, 0, 0, 1}),
                                              with_deps(load(isa::Buffer::acc, 1, 50), {0, 0, 0, 1}),
                                              store(200, {1, 0, 1, 0}), tokens(isa::Buffer::acc, {1, 1, 0, 0})},
                                             1U << 16));
  const CriticalPath path = critical_path(run.log);
  std::vector<std::int32_t> worked;
  for (const PathStep& step : path.steps) {
    if (step.unit != Unit::fetch && step.work != Work::idle) worked.push_back(step.instruction);
  }
  CHECK(worked == std::vector<std::int32_t>{1, 2, 3});
  const auto slack = slacks(run.log);
  // The inp LOAD could end when the last instruction is handed over.
  CHECK(slack[0] == run.log.instructions()[3].start - 1 - run.log.instructions()[0].end);
  CHECK(path.totals.of(Unit::store, Work::store) == run.log.instructions()[2].end - run.log.instructions()[2].start);
}

TEST_CASE("a path goes by fetch where instructions come late") {
  // Nothing but token-only instructions, which take less than to be fetched.
  const ObservedRun run = observe(isa::find_hardware_config("b16-bus64"),
                                  program_of(std::vector<isa::Instruction>(2000, tokens(isa::Buffer::inp, {})), 0));
  const CriticalPath path = critical_path(run.log);
  CHECK(path.totals.of(Unit::fetch) == run.result.record.cycles - 1);
  CHECK(path.totals.of(Unit::fetch, Cause::data) == 2 * 2001);
  CHECK(path.totals.of(Unit::fetch, Cause::handover) == 2001);
}

TEST_CASE("a path goes by the queue that fetch stands before") {
  // Load's instruction comes behind compute's full queue.
  const isa::HardwareConfig config = configuration(4, 64, {9, 9, 8, 9}, 256, 4);
  std::vector<isa::Instruction> program(6, tokens(isa::Buffer::acc, {}));
  program.front() = load(isa::Buffer::acc, 1, 100);
  program.push_back(with_deps(load(isa::Buffer::inp, 1, 100), {0, 0, 0, 1}));
  program.push_back(tokens(isa::Buffer::acc, {1, 0, 0, 0}));
  const ObservedRun run = observe(config, program_of(program, 1U << 16));
  std::vector<std::int32_t> worked;
  for (const PathStep& step : critical_path(run.log).steps) {
    if (step.unit != Unit::fetch && step.work != Work::idle) worked.push_back(step.instruction);
  }
  // The acc LOAD and the instruction behind it end, which lets fetch come to load's.
  CHECK(worked == std::vector<std::int32_t>{0, 1, 6, 7});
}

TEST_CASE("what FINISH does not depend on has no slack to tell") {
  const ObservedRun run = observe(isa::find_hardware_config("b16-bus64"), program_of({store(20)}, 1U << 16));
  CHECK_FALSE(slacks(run.log)[0].has_value());
  CHECK(slacks(run.log)[1] == 0);
}

}  // namespace
}  // namespace vtasim::machine
