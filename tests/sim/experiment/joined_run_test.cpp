#include "sim/experiment/joined_run.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/program/dram_layout.h"
#include "isa/base/error.h"
#include "sim/experiment/network_run.h"
#include "small_network.h"
#include "tests/support/shared_machine.h"

namespace vtasim::experiment {
namespace {

using Catch::Matchers::Contains;

/// A network with its plan on a configuration.
struct Planned {
  explicit Planned(NetworkData network, const char* hardware = "b16-bus64", bool host_between = false)
      : data(std::move(network)),
        config(isa::find_hardware_config(hardware)),
        ways(ways_of(data, config, rules(host_between))),
        plan(plan_network(data.graph, ways, rules(host_between), config).value()) {}

  JoinedRun run(const std::function<void(const isa::Case&)>& emit = {}) const {
    return run_joined(shared_machine(), data, ways, plan, config, emit, [](std::size_t) {});
  }
  NetworkRun run_apart() const {
    return run_network(shared_machine(), data, ways, plan, config, {}, [](std::size_t) {});
  }
  std::size_t programs() const {
    return static_cast<std::size_t>(
        std::count_if(plan.steps.begin(), plan.steps.end(),
                      [&](const compiler::PlannedStep& step) { return program_of(ways, step) != nullptr; }));
  }

  NetworkData data;
  isa::HardwareConfig config;
  Ways ways;
  compiler::NetworkPlan plan;
};

}  // namespace

TEST_CASE("a network runs as one program") {
  for (const char* hardware : {"b16-bus64", "b32-bus64"}) {
    const Planned planned(small_network(), hardware);
    std::vector<isa::Case> cases;
    const JoinedRun joined = planned.run([&](const isa::Case& one) { cases.push_back(one); });
    CHECK(joined.problem == "");
    CHECK(joined.verified);
    REQUIRE(joined.programs.size() == 1);
    const JoinedProgramRun& program = joined.programs.front();
    CHECK(program.name == "small-first-to-fc");
    CHECK(program.steps.size() == planned.programs());
    CHECK(joined.cycles() == program.record.cycles);
    std::int64_t cycles = 0;
    for (const JoinedStep& step : program.steps) {
      CHECK(step.cycles > 0);  // Each reads what the one before leaves.
      cycles += step.cycles;
    }
    CHECK(cycles == joined.cycles());
    CHECK(program.steps.back().whole);
    const NetworkRun apart = planned.run_apart();
    CHECK(joined.dram_bytes > apart.dram_bytes);
    // It is whole by itself, and leaves all tensors that are whole.
    REQUIRE(cases.size() == 1);
    const isa::Case& one = cases.front();
    CHECK(one.program.insn_count == program.instructions);
    CHECK(one.outputs.size() == static_cast<std::size_t>(std::count_if(program.steps.begin(), program.steps.end(),
                                                                       [](const auto& s) { return s.whole; })));
    CHECK(std::count_if(one.program.regions.begin(), one.program.regions.end(), [&](const isa::Region& region) {
            return region.address < planned.plan.dram.end;
          }) == 1);  // Of tensors it is given the input alone.
    const machine::RunResult alone = shared_machine().run(planned.config, one.program);
    CHECK(alone.record.cycles == joined.cycles());
    for (const isa::Region& left : one.outputs) {
      CHECK(std::equal(left.bytes.begin(), left.bytes.end(), shared_machine().dram().begin() + left.address));
    }
  }
}

TEST_CASE("what the host does in between parts a network into several programs") {
  const Planned planned(
      make_network_data(compiler::parse_graph(
                            nlohmann::json::parse(R"({"name": "shuffled", "input": {"shape": [1, 16, 8, 8]}, "nodes": [
        {"name": "a", "out_channels": 32, "kernel": 3, "padding": 1, "requantization": {"shift": 8}},
        {"name": "b", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "up", "op": "host", "what": "upsample", "shape": [1, 32, 16, 16]},
        {"name": "c", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}}]})"),
                            "shuffled.json"),
                        1),
      "b16-bus64", true);
  std::size_t cases = 0;
  const JoinedRun joined = planned.run([&](const isa::Case&) { ++cases; });
  CHECK(joined.problem == "");
  REQUIRE(joined.programs.size() == 2);
  CHECK(cases == 2);
  CHECK(joined.programs[0].name == "shuffled-a-to-b");
  CHECK(joined.programs[1].name == "shuffled-c-to-c");
  CHECK(joined.cycles() == joined.programs[0].record.cycles + joined.programs[1].record.cycles);
}

TEST_CASE("a tensor that a later step has stored over is not whole") {
  Planned planned(small_network());
  // The tensor of the first program goes where that of the last does.
  const auto first = std::find_if(planned.plan.steps.begin(), planned.plan.steps.end(),
                                  [](const compiler::PlannedStep& step) { return step.node.has_value(); });
  const JoinedRun apart = planned.run();
  planned.plan.dram.addresses[planned.plan.steps.back().writes] = planned.plan.dram.addresses[first->writes];
  const JoinedRun over = planned.run();
  CHECK_FALSE(over.programs.front().steps.front().whole);
  CHECK(over.programs.front().steps.back().step == apart.programs.front().steps.back().step);
}

TEST_CASE("a joined run says which value is wrong") {
  Planned planned(small_network());
  planned.data.reference.back().at(0, 7, 0, 0) ^= 1;
  const JoinedRun joined = planned.run();
  CHECK_FALSE(joined.verified);
  CHECK_THAT(joined.problem, Contains("fc: output (n 0, c 7, y 0, x 0)"));
}

TEST_CASE("a tensor that lies where a joined program does is found out") {
  Planned planned(small_network());
  const JoinedRun joined = planned.run();
  CHECK(joined.verified);
  const std::uint64_t multiple = compiler::DramLayout::alignment(isa::Buffer::wgt, planned.config);
  // The last instructions, which have been fetched by then.
  planned.plan.dram.addresses[planned.plan.steps.back().writes] = (joined.dram_bytes - 1) / multiple * multiple;
  CHECK_THAT(planned.run().problem, Contains("has been written over"));
}

TEST_CASE("a joined program that DRAM does not hold is refused") {
  Planned planned(small_network());
  const auto programs = static_cast<std::uint64_t>(planned.run_apart().program_bytes);
  const std::uint64_t multiple = compiler::DramLayout::alignment(isa::Buffer::wgt, planned.config);
  planned.plan.dram.end = ((std::uint64_t{1} << 32) - programs) / multiple * multiple;  // Room for them, and no more.
  CHECK_THROWS_WITH(planned.run(), Contains("small-first-to-fc: needs more than 4294967296 bytes of DRAM"));
}

}  // namespace vtasim::experiment
