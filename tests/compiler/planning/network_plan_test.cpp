#include "compiler/planning/network_plan.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <utility>

#include "compiler/graph/operation.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Ways = std::vector<std::vector<NodeWay>>;

constexpr Shape kShape{1, 4, 1, 1};

class NoProgram : public NodeProgram {
 public:
  BuiltProgram place(const Placement&) const override { return {}; }
};

/// The four elements, turned round by so many.
TensorLayout layout(int turn) {
  std::vector<ByteSource> sources;
  for (int i = 0; i < 4; ++i) sources.push_back(ByteSource::element((i + turn) % 4));
  return {"turned by " + std::to_string(turn), sources};
}

/// From the layout of this turn of every input to that one.
NodeWay way(std::size_t inputs, int reads, int leaves, std::int64_t cycles) {
  return {"way",
          std::vector<TensorLayout>(inputs, layout(reads)),
          layout(leaves),
          cycles,
          0,
          std::make_shared<NoProgram>()};
}

Convolution pointwise() {
  Convolution convolution;
  convolution.layer.channels = convolution.layer.out_channels = 4;
  convolution.layer.height = convolution.layer.width = convolution.layer.kernel_h = convolution.layer.kernel_w = 1;
  return convolution;
}

/// A node on a tensor.
void append(Graph& graph, std::vector<std::size_t> inputs) {
  const std::string name = "node" + std::to_string(graph.nodes.size());
  const Operation operation = inputs.size() == 1 ? Operation(pointwise()) : Operation(Addition());
  append_node(graph, name, operation, std::move(inputs), "test");
}

PlanningRules rules(bool host_between) {
  PlanningRules rules;
  rules.host_between = host_between;
  rules.accelerator_hz = 1'000'000'000;
  rules.change_ns = [](const TensorLayout&, const TensorLayout&) { return std::int64_t{10}; };
  return rules;
}

LayoutWay change(std::size_t tensor, int from, int to, std::int64_t cycles) {
  return {tensor, layout(from), layout(to), cycles, std::make_shared<NoProgram>()};
}

/// The least cost of all combinations of ways, one by one, every reader paying for its changes.
Cost least_of_all(const Graph& graph, const NetworkWays& all, const PlanningRules& rules) {
  const Ways& ways = all.nodes;
  const auto change_cost = [&](std::size_t tensor, const TensorLayout& from, const TensorLayout& to, bool outside) {
    if (from == to) return Cost{};
    Cost cost = outside || rules.host_between ? Cost{0, 10} : Cost::impossible();
    for (const LayoutWay& first : all.changes) {
      if (first.tensor != tensor || first.reads != from) continue;
      if (first.leaves == to) cost = std::min(cost, Cost{first.cycles, 0});
      for (const LayoutWay& second : all.changes) {
        if (second.tensor == tensor && second.reads == first.leaves && second.leaves == to)
          cost = std::min(cost, Cost{first.cycles + second.cycles, 0});
      }
    }
    return cost;
  };
  Cost least = Cost::impossible();
  std::vector<std::size_t> chosen(ways.size());
  const auto left = [&](std::size_t tensor) {
    return tensor == 0 ? host_layout(kShape, rules.order) : ways[tensor - 1][chosen[tensor - 1]].leaves;
  };
  const std::function<void(std::size_t, Cost)> try_node = [&](std::size_t node, Cost so_far) {
    if (so_far.is_impossible()) return;
    if (node == ways.size()) {
      for (const std::size_t output : graph.outputs) {
        so_far = so_far + change_cost(output, left(output), host_layout(kShape, rules.order), true);
      }
      least = std::min(least, so_far);
      return;
    }
    for (chosen[node] = 0; chosen[node] < ways[node].size(); ++chosen[node]) {
      const NodeWay& way = ways[node][chosen[node]];
      Cost cost = so_far + Cost{way.cycles, 0};
      for (std::size_t i = 0; i < way.reads.size(); ++i) {
        const std::size_t tensor = graph.nodes[node].inputs[i];
        cost = cost + change_cost(tensor, left(tensor), way.reads[i], tensor == 0);
      }
      try_node(node + 1, cost);
    }
  };
  try_node(0, {});
  return least;
}

}  // namespace

TEST_CASE("a plan is the best of all combinations of ways") {
  rc::prop("random graphs and ways", [] {
    Graph graph = make_graph("graph", "input", kShape, "test");
    Ways ways;
    const int nodes = *rc::gen::inRange(1, 6);
    for (int node = 0; node < nodes; ++node) {
      const auto tensor = [&] { return static_cast<std::size_t>(*rc::gen::inRange(0, node + 1)); };
      std::vector<std::size_t> inputs = {tensor()};
      if (*rc::gen::arbitrary<bool>()) inputs.push_back(tensor());
      const std::size_t count = inputs.size();
      append(graph, std::move(inputs));
      ways.emplace_back();
      const int some = *rc::gen::inRange(1, 4);
      for (int w = 0; w < some; ++w) {
        ways.back().push_back(way(count, *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 9)));
      }
    }
    NetworkWays all{ways, {}};
    const int changes = *rc::gen::inRange(0, 12);
    for (int i = 0; i < changes; ++i) {
      const auto tensor = static_cast<std::size_t>(*rc::gen::inRange(0, nodes + 1));
      all.changes.push_back(change(tensor, *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 5)));
    }
    graph.outputs = {static_cast<std::size_t>(nodes)};
    const PlanningRules by = rules(*rc::gen::arbitrary<bool>());
    const Cost least = least_of_all(graph, all, by);
    const auto plan = plan_network(graph, all, by, isa::find_hardware_config("b16-bus64"));
    RC_ASSERT(plan.has_value() == !least.is_impossible());
    if (!plan) return;
    RC_ASSERT(plan->cycles <= least.first);  // A change that several readers need is made once.
    RC_ASSERT(plan->cycles < least.first || plan->host_ns <= least.second);
    std::vector<std::pair<std::size_t, TensorLayout>> made;
    std::int64_t cycles = 0;
    for (const PlannedStep& step : plan->steps) {
      cycles += step.cycles;
      const PlannedArray& written = plan->arrays[step.writes];
      if (step.change) {
        const LayoutWay& taken = all.changes[*step.change];
        const PlannedArray& read = plan->arrays[step.reads.at(0)];
        RC_ASSERT(step.reads.size() == 1U);
        RC_ASSERT(taken.tensor == written.tensor);
        RC_ASSERT(read.tensor == written.tensor);
        RC_ASSERT(read.layout == taken.reads);
        RC_ASSERT(written.layout == taken.leaves);
        RC_ASSERT(std::find(made.begin(), made.end(), std::pair{written.tensor, written.layout}) == made.end());
        made.emplace_back(written.tensor, written.layout);
      }
      if (!step.node) continue;
      const NodeWay& taken = ways[*step.node][*step.way];
      RC_ASSERT(written.layout == taken.leaves);
      for (std::size_t i = 0; i < step.reads.size(); ++i) {
        RC_ASSERT(plan->arrays[step.reads[i]].tensor == graph.nodes[*step.node].inputs[i]);
        RC_ASSERT(plan->arrays[step.reads[i]].layout.serves(taken.reads[i]));
      }
    }
    RC_ASSERT(cycles == plan->cycles);
    if (!made.empty()) RC_TAG(std::string("changes on the accelerator"));
  });
}

TEST_CASE("what was not found is not taken, whatever counts") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  graph.outputs = {2};
  NetworkWays ways = {{{way(1, 0, 0, kNotFound), way(1, 0, 1, 7)}, {way(1, 0, 0, 5)}}, {change(1, 1, 0, kNotFound)}};
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  for (const Objective objective : {Objective::cycles, Objective::time}) {
    PlanningRules by = rules(false);
    by.objective = objective;
    CHECK_FALSE(plan_network(graph, ways, by, config));
    by.host_between = true;
    CHECK(plan_network(graph, ways, by, config)->cycles == 12);
  }
}

TEST_CASE("the accelerator changes a layout where no host may, and where it takes less time") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  graph.outputs = {2};
  const NetworkWays ways = {{{way(1, 0, 0, 5)}, {way(1, 2, 0, 5)}}, {change(1, 0, 1, 3), change(1, 1, 2, 4)}};
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  PlanningRules by = rules(false);
  by.launch_ns = 1;
  const auto plan = plan_network(graph, ways, by, config);
  REQUIRE(plan);
  CHECK(plan->cycles == 5 + 3 + 4 + 5);
  CHECK(plan->host_ns == 4);
  REQUIRE(plan->steps.size() == 4);
  CHECK(plan->steps[1].change == std::size_t{0});
  CHECK(plan->steps[2].change == std::size_t{1});
  CHECK(program_of(ways, plan->steps[1]) == ways.changes[0].program.get());
  CHECK(how_done(ways, *plan, plan->steps[1]) == "from turned by 0 to turned by 1");
  CHECK(how_done(ways, *plan, plan->steps[3]) == "way");
  CHECK(step_name(graph, *plan, plan->steps[1]) == "node0: layout");
  CHECK(step_name(graph, *plan, plan->steps[2]) == "node0: layout 2");
  CHECK_FALSE(plan->arrays[plan->steps[2].writes].keeps_zeros);
  NetworkWays with_zeros = ways;
  with_zeros.changes[1].keeps_zeros = true;
  const auto kept = plan_network(graph, with_zeros, by, config);
  CHECK(kept->arrays[kept->steps[2].writes].keeps_zeros);
  by.changes_on_accelerator = false;
  CHECK_FALSE(plan_network(graph, ways, by, config));
  by.changes_on_accelerator = by.host_between = true;
  CHECK(plan_network(graph, ways, by, config)->cycles == 10);  // The host costs no cycles,
  by.objective = Objective::time;
  CHECK(plan_network(graph, ways, by, config)->cycles == 17);  // but 10 ns, more than 7 cycles and two launches.
  by.launch_ns = 2;
  const auto by_host = plan_network(graph, ways, by, config);
  CHECK(by_host->cycles == 10);
  CHECK(program_of(ways, by_host->steps[1]) == nullptr);
  CHECK(step_name(graph, *by_host, by_host->steps[1]) == "node0");
  CHECK(how_done(ways, *by_host, by_host->steps[1]) == "host: from turned by 0 to turned by 2");
}

TEST_CASE("a slower program is taken where the host would have to change a layout, if that costs more") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  graph.outputs = {2};
  const Ways ways = {{way(1, 0, 0, 100)}, {way(1, 1, 0, 50), way(1, 0, 0, 59), way(1, 0, 0, 70)}};
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  CHECK(plan_network(graph, {ways, {}}, rules(false), config)->cycles == 159);
  CHECK(plan_network(graph, {ways, {}}, rules(true), config)->cycles == 150);
  PlanningRules by_time = rules(true);
  by_time.objective = Objective::time;
  CHECK(plan_network(graph, {ways, {}}, by_time, config)->cycles == 159);
  PlanningRules bound = rules(true);
  bound.free_changes = true;
  CHECK(plan_network(graph, {ways, {}}, bound, config)->cycles == 150);
  CHECK(plan_network(graph, {ways, {}}, bound, config)->host_ns == 0);
}

TEST_CASE("the host computes what nothing else does, and where time counts what it is faster at") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  graph.outputs = {1};
  NodeWay on_host{"on the host", {layout(0)}, layout(0), 0, 30, nullptr};
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  CHECK_FALSE(plan_network(graph, {{{on_host}}, {}}, rules(false), config));
  CHECK(node_for_host({{{on_host}}, {}}) == std::size_t{0});
  CHECK(plan_network(graph, {{{on_host}}, {}}, rules(true), config)->host_ns == 30);
  const Ways both = {{on_host, way(1, 0, 0, 40)}};
  CHECK_FALSE(node_for_host({both, {}}));
  CHECK(plan_network(graph, {both, {}}, rules(true), config)->cycles == 40);
  PlanningRules by_time = rules(true);
  by_time.objective = Objective::time;
  CHECK(plan_network(graph, {both, {}}, by_time, config)->cycles == 0);
}

TEST_CASE("each program is launched, one of two nodes once") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  graph.outputs = {2};
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  NodeWay first = way(1, 0, 0, 60);
  first.leaves = TensorLayout::within_program(0);
  first.shared = true;
  NodeWay second{"way", {first.leaves}, layout(0), 0, 0, nullptr};
  second.with_previous = true;
  const Ways ways = {{way(1, 0, 0, 20), first}, {way(1, 0, 0, 20), second}};
  PlanningRules by = rules(false);
  by.launch_ns = 15;
  const auto apart = plan_network(graph, {ways, {}}, by, config);
  REQUIRE(apart);
  CHECK(apart->cycles == 40);
  CHECK(apart->host_ns == 30);
  CHECK(apart->steps[0].host_ns == 15);
  by.objective = Objective::time;
  CHECK(plan_network(graph, {ways, {}}, by, config)->cycles == 40);  // 40 and 30 ns against 60 and 15.
  by.launch_ns = 25;
  const auto together = plan_network(graph, {ways, {}}, by, config);
  CHECK(together->cycles == 60);
  CHECK(together->host_ns == 25);
  by.objective = Objective::cycles;
  CHECK(plan_network(graph, {ways, {}}, by, config)->cycles == 40);  // No time makes up for cycles.
}

TEST_CASE("of plans with as many cycles that with fewer launches is taken") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  graph.outputs = {2};
  NodeWay first = way(1, 0, 0, 40);
  first.leaves = TensorLayout::within_program(0);
  first.shared = true;
  NodeWay second{"way", {first.leaves}, layout(0), 0, 0, nullptr};
  second.with_previous = true;
  PlanningRules by = rules(false);
  by.launch_ns = 1;
  const auto plan = plan_network(graph, {{{way(1, 0, 0, 20), first}, {way(1, 0, 0, 20), second}}, {}}, by,
                                 isa::find_hardware_config("b16-bus64"));
  REQUIRE(plan);
  CHECK(plan->steps.size() == 1);
  CHECK(plan->host_ns == 1);
}

TEST_CASE("a change of layout that two readers need is made once") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  append(graph, {1, 2});
  graph.outputs = {3};
  const Ways ways = {{way(1, 0, 0, 1)}, {way(1, 1, 1, 1)}, {way(2, 1, 0, 1)}};
  const auto plan = plan_network(graph, {ways, {}}, rules(true), isa::find_hardware_config("b16-bus64"));
  REQUIRE(plan);
  CHECK(plan->steps.size() == 4);
  CHECK(plan->host_ns == 10);
}

TEST_CASE("two nodes in one program are a step, if nobody else reads what is within it") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  append(graph, {2});
  graph.outputs = {3};
  NodeWay first = way(1, 0, 0, 30);
  first.leaves = TensorLayout::within_program(0);
  first.shared = true;
  NodeWay second = way(1, 0, 1, 0);
  second.reads = {first.leaves};
  second.program = nullptr;
  second.with_previous = second.keeps_zeros = true;
  const Ways ways = {{way(1, 0, 0, 20), first}, {way(1, 0, 0, 20), second}, {way(1, 0, 0, 20), way(1, 1, 0, 5)}};
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const auto plan = plan_network(graph, {ways, {}}, rules(false), config);
  REQUIRE(plan);
  CHECK(plan->cycles == 35);
  REQUIRE(plan->steps.size() == 2);
  CHECK(plan->steps[0].node == std::size_t{0});
  CHECK(plan->steps[0].also == std::size_t{1});
  const PlannedArray& left = plan->arrays[plan->steps[0].writes];
  CHECK(left.tensor == 2);
  CHECK(left.layout == layout(1));
  CHECK(left.keeps_zeros);
  append(graph, {1});
  Ways more = ways;
  more.push_back({way(1, 0, 0, 1)});
  graph.outputs = {3, 4};
  CHECK(plan_network(graph, {more, {}}, rules(true), config)->cycles == 20 + 20 + 5 + 1);
}

TEST_CASE("an array lives from the step that leaves it to the last that reads it") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  append(graph, {0});
  append(graph, {1});
  append(graph, {1, 2});
  append(graph, {3});
  graph.outputs = {4};
  Ways ways = {{way(1, 0, 0, 1)}, {way(1, 0, 0, 1)}, {way(2, 0, 0, 1)}, {way(1, 0, 0, 1)}};
  const auto lives = [&] {
    const auto plan = plan_network(graph, {ways, {}}, rules(false), isa::find_hardware_config("b16-bus64"));
    std::vector<std::pair<std::size_t, std::size_t>> steps;
    for (const DramArray& life : plan->lives) steps.emplace_back(life.first_step, life.last_step);
    return steps;
  };
  using Steps = std::vector<std::pair<std::size_t, std::size_t>>;
  CHECK(lives() == Steps{{0, 0}, {0, 2}, {1, 2}, {2, 3}, {3, 4}});
  ways[1][0].keeps_zeros = true;
  CHECK(lives() == Steps{{0, 0}, {0, 2}, {0, 4}, {2, 3}, {3, 4}});
}

TEST_CASE("nothing lies where zeros are to stay that no program writes") {
  Graph graph = make_graph("graph", "input", kShape, "test");
  Ways ways;
  for (std::size_t node = 0; node < 5; ++node) {
    append(graph, {node});
    ways.push_back({way(1, 0, 0, 1)});
  }
  graph.outputs = {5};
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const auto sharing = [&] {  // Arrays that lie where the first node leaves its output.
    const auto plan = plan_network(graph, {ways, {}}, rules(false), config);
    const std::vector<std::uint64_t>& addresses = plan->dram.addresses;
    return std::count(addresses.begin(), addresses.end(), addresses[plan->steps[0].writes]);
  };
  CHECK(sharing() > 1);
  ways[0][0].keeps_zeros = true;
  CHECK(sharing() == 1);
}

}  // namespace vtasim::compiler
