#include "compiler/planning/network_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "compiler/planning/layout_paths.h"

namespace vtasim::compiler {
namespace {

bool only_on_host(const std::vector<NodeWay>& ways) {
  return std::all_of(ways.begin(), ways.end(), [](const NodeWay& way) { return way.on_host(); });
}

/// Ways that can be combined: those of all nodes, and the layouts that tensors can be left in.
class Choices {
 public:
  Choices(const Graph& graph, const NetworkWays& ways, const PlanningRules& rules)
      : graph_(graph),
        ways_(ways.nodes),
        rules_(rules),
        changes_(ways.changes),
        paths_(ways.changes, [this](std::size_t change) { return cost(changes_[change].cycles, rules_.launch_ns); }),
        layouts_(graph.tensors.size()) {
    layouts_[0].push_back(host_layout(graph.input_shape(), rules.order));
    for (std::size_t node = 0; node < ways_.size(); ++node) {
      std::vector<TensorLayout>& left = layouts_[Graph::output_of(node)];
      for (const NodeWay& way : ways_[node]) {
        if (allowed(node, way) && std::find(left.begin(), left.end(), way.leaves) == left.end())
          left.push_back(way.leaves);
      }
    }
  }

  const std::vector<TensorLayout>& layouts(std::size_t tensor) const { return layouts_[tensor]; }

  /// Where only cycles of the accelerator count, the host computes nothing that the accelerator can: it would be free.
  bool allowed(std::size_t node, const NodeWay& way) const {
    if (rules_.allowed && !rules_.allowed(graph_.nodes[node], way)) return false;
    if (!way.on_host()) return true;
    return rules_.host_between && (rules_.objective == Objective::time || only_on_host(ways_[node]));
  }

  Cost cost(std::int64_t cycles, std::int64_t host_ns) const {
    if (cycles >= kNotFound) return Cost::impossible();
    if (rules_.objective == Objective::cycles) return {cycles, host_ns};
    const double accelerator_ns = static_cast<double>(cycles) * 1e9 / static_cast<double>(rules_.accelerator_hz);
    return {static_cast<std::int64_t>(accelerator_ns) + host_ns, cycles};
  }

  /// What the host takes for a way: to compute the node, or to launch its program, of which one with the node before is
  /// launched there.
  std::int64_t host_ns(const NodeWay& way) const {
    return way.on_host() ? way.host_ns : way.with_previous ? 0 : rules_.launch_ns;
  }

  /// How a tensor that was left in a layout is read as another.
  struct Change {
    Cost cost;
    bool by_host = false;
    std::vector<std::size_t> on_accelerator;  ///< NetworkWays::changes, one after the other.
  };

  /// The best one; `outside` where one of the layouts is the host's.
  Change change(std::size_t tensor, const TensorLayout& left, const TensorLayout& read, bool outside) const {
    if (left.serves(read)) return {};
    if (left.is_within_program() || read.is_within_program()) return {Cost::impossible(), false, {}};
    if (rules_.free_changes) return {{}, true, {}};
    Change best{Cost::impossible(), false, {}};
    if (outside || rules_.host_between) best = {cost(0, rules_.change_ns(left, read)), true, {}};
    if (rules_.changes_on_accelerator) {
      const LayoutPath& path = paths_.best(tensor, left, read);
      if (path.cost < best.cost) best = {path.cost, false, path.changes};
    }
    return best;
  }

  /// The best way of a node for these layouts of its inputs and its output, and what it costs.
  std::pair<Cost, std::size_t> best_way(std::size_t node, const std::vector<const TensorLayout*>& inputs,
                                        const TensorLayout& output) const {
    std::pair<Cost, std::size_t> best{Cost::impossible(), 0};
    for (std::size_t w = 0; w < ways_[node].size(); ++w) {
      const NodeWay& way = ways_[node][w];
      if (!allowed(node, way) || way.leaves != output) continue;
      Cost total = cost(way.cycles, host_ns(way));
      for (std::size_t i = 0; i < inputs.size() && total < best.first; ++i) {
        const std::size_t tensor = graph_.nodes[node].inputs[i];
        total = total + change(tensor, *inputs[i], way.reads[i], tensor == 0).cost;
      }
      if (total < best.first) best = {total, w};
    }
    return best;
  }

 private:
  const Graph& graph_;
  const std::vector<std::vector<NodeWay>>& ways_;
  const PlanningRules& rules_;
  const std::vector<LayoutWay>& changes_;
  const LayoutPaths paths_;
  std::vector<std::vector<TensorLayout>> layouts_;  ///< Of each tensor.
};

/// What a node costs for all layouts of its inputs, each once, and its output.
CostTable table_of(const Graph& graph, const Choices& choices, std::size_t node) {
  CostTable table;
  table.variables = graph.nodes[node].inputs;
  std::sort(table.variables.begin(), table.variables.end());
  table.variables.erase(std::unique(table.variables.begin(), table.variables.end()), table.variables.end());
  table.variables.push_back(Graph::output_of(node));
  std::map<std::size_t, std::size_t> chosen;
  const std::function<void(std::size_t)> fill = [&](std::size_t variable) {
    if (variable < table.variables.size()) {
      const std::size_t tensor = table.variables[variable];
      for (std::size_t value = 0; value < choices.layouts(tensor).size(); ++value) {
        chosen[tensor] = value;
        fill(variable + 1);
      }
      return;
    }
    std::vector<const TensorLayout*> inputs;
    for (const std::size_t tensor : graph.nodes[node].inputs) {
      inputs.push_back(&choices.layouts(tensor)[chosen[tensor]]);
    }
    const std::size_t output = Graph::output_of(node);
    table.costs.push_back(choices.best_way(node, inputs, choices.layouts(output)[chosen[output]]).first);
  };
  fill(0);
  return table;
}

/// Puts the chosen ways into steps.
class Steps {
 public:
  Steps(const Graph& graph, const NetworkWays& ways, const PlanningRules& rules, const Choices& choices,
        const std::vector<std::size_t>& layouts)
      : graph_(graph), ways_(ways.nodes), changes_(ways.changes), rules_(rules), choices_(choices), layouts_(layouts) {}

  NetworkPlan make() {
    left_.resize(graph_.tensors.size());
    left_[0] = array(0, layout_of(0));
    for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
      if (!join_previous(node)) add_node(node);
    }
    for (const std::size_t tensor : graph_.outputs) {
      plan_.outputs.push_back(array_as(tensor, host_layout(graph_.tensors[tensor].shape, rules_.order), true));
    }
    for (const PlannedStep& step : plan_.steps) {
      plan_.cycles += step.cycles;
      plan_.host_ns += step.host_ns;
    }
    return std::move(plan_);
  }

 private:
  const TensorLayout& layout_of(std::size_t tensor) const { return choices_.layouts(tensor)[layouts_[tensor]]; }

  std::size_t array(std::size_t tensor, const TensorLayout& layout) {
    plan_.arrays.push_back({tensor, layout, false});
    return plan_.arrays.size() - 1;
  }

  /// The array of a tensor that can be read so, if there is one.
  std::optional<std::size_t> known_array(std::size_t tensor, const TensorLayout& wanted) const {
    for (std::size_t i = 0; i < plan_.arrays.size(); ++i) {
      if (plan_.arrays[i].tensor == tensor && plan_.arrays[i].layout.serves(wanted)) return i;
    }
    return std::nullopt;
  }

  /// The same; steps that make it where there is none.
  std::size_t array_as(std::size_t tensor, const TensorLayout& wanted, bool outside) {
    if (const auto known = known_array(tensor, wanted)) return *known;
    const Choices::Change change = choices_.change(tensor, layout_of(tensor), wanted, outside);
    if (change.by_host) {
      PlannedStep step;
      step.reads = {left_[tensor]};
      step.host_ns = rules_.free_changes ? 0 : rules_.change_ns(layout_of(tensor), wanted);
      step.writes = array(tensor, wanted);
      plan_.steps.push_back(std::move(step));
      return plan_.arrays.size() - 1;
    }
    std::size_t last = left_[tensor];
    for (const std::size_t way : change.on_accelerator) {
      if (const auto known = known_array(tensor, changes_[way].leaves)) {
        last = *known;
        continue;
      }
      PlannedStep step;
      step.change = way;
      step.reads = {last};
      step.cycles = changes_[way].cycles;
      step.host_ns = rules_.launch_ns;
      step.writes = last = array(tensor, changes_[way].leaves);
      plan_.arrays[last].keeps_zeros = changes_[way].keeps_zeros;
      plan_.steps.push_back(std::move(step));
    }
    return last;
  }

  std::size_t way_of(std::size_t node) const {
    std::vector<const TensorLayout*> inputs;
    for (const std::size_t tensor : graph_.nodes[node].inputs) inputs.push_back(&layout_of(tensor));
    return choices_.best_way(node, inputs, layout_of(Graph::output_of(node))).second;
  }

  /// Has the step of the node before leave this node's output too, if that is how it is run.
  bool join_previous(std::size_t node) {
    const NodeWay& way = ways_[node][way_of(node)];
    if (!way.with_previous) return false;
    const std::size_t output = Graph::output_of(node);
    const std::size_t previous = *Graph::node_of(graph_.nodes[node].inputs.front());
    const auto step = std::find_if(plan_.steps.begin(), plan_.steps.end(),
                                   [&](const PlannedStep& other) { return other.node == previous; });
    step->also = node;
    plan_.arrays[step->writes] = {output, way.leaves, way.keeps_zeros};
    left_[output] = step->writes;
    return true;
  }

  void add_node(std::size_t node) {
    const std::size_t output = Graph::output_of(node);
    PlannedStep step;
    step.node = node;
    step.way = way_of(node);
    const NodeWay& way = ways_[node][*step.way];
    for (std::size_t i = 0; i < way.reads.size(); ++i) {
      const std::size_t tensor = graph_.nodes[node].inputs[i];
      step.reads.push_back(array_as(tensor, way.reads[i], tensor == 0));
    }
    step.writes = left_[output] = array(output, way.leaves);
    plan_.arrays[step.writes].keeps_zeros = way.keeps_zeros;
    step.cycles = way.cycles;
    step.host_ns = choices_.host_ns(way);
    plan_.steps.push_back(std::move(step));
  }

  const Graph& graph_;
  const std::vector<std::vector<NodeWay>>& ways_;
  const std::vector<LayoutWay>& changes_;
  const PlanningRules& rules_;
  const Choices& choices_;
  const std::vector<std::size_t>& layouts_;  ///< The one of each tensor that was chosen.
  std::vector<std::size_t> left_;            ///< The array of each tensor in it.
  NetworkPlan plan_;
};

/// NetworkPlan::lives
std::vector<DramArray> lives_of(const Graph& graph, const NetworkPlan& plan, const isa::HardwareConfig& config) {
  std::vector<DramArray> lives;
  for (const PlannedArray& array : plan.arrays) {
    DramArray life;
    life.name = graph.tensors[array.tensor].name;
    life.bytes = array.layout.bytes();
    // Read as whatever it may be.
    life.alignment = DramLayout::alignment(isa::Buffer::wgt, config);
    lives.push_back(std::move(life));
  }
  for (std::size_t s = 0; s < plan.steps.size(); ++s) {
    const PlannedStep& step = plan.steps[s];
    lives[step.writes].first_step = lives[step.writes].last_step = s;
    for (const std::size_t array : step.reads) lives[array].last_step = s;
  }
  for (const std::size_t output : plan.outputs) lives[output].last_step = plan.steps.size();
  for (std::size_t i = 0; i < lives.size(); ++i) {
    if (!plan.arrays[i].keeps_zeros) continue;
    lives[i].first_step = 0;
    lives[i].last_step = plan.steps.size();
  }
  return lives;
}

}  // namespace

std::optional<NetworkPlan> plan_network(const Graph& graph, const NetworkWays& ways, const PlanningRules& rules,
                                        const isa::HardwareConfig& config) {
  const Choices choices(graph, ways, rules);
  std::vector<std::size_t> values;
  for (std::size_t tensor = 0; tensor < graph.tensors.size(); ++tensor) {
    values.push_back(choices.layouts(tensor).size());
    if (values.back() == 0) return std::nullopt;
  }
  std::vector<CostTable> tables;
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) tables.push_back(table_of(graph, choices, node));
  for (const std::size_t tensor : graph.outputs) {
    CostTable table{{tensor}, {}};
    const TensorLayout wanted = host_layout(graph.tensors[tensor].shape, rules.order);
    for (const TensorLayout& layout : choices.layouts(tensor)) {
      table.costs.push_back(choices.change(tensor, layout, wanted, true).cost);
    }
    tables.push_back(std::move(table));
  }
  const auto layouts = cheapest_choice(values, tables);
  if (!layouts) return std::nullopt;
  NetworkPlan plan = Steps(graph, ways, rules, choices, *layouts).make();
  plan.lives = lives_of(graph, plan, config);
  plan.dram = plan_dram(plan.lives, kFirstPage);
  return plan;
}

const NodeProgram* program_of(const NetworkWays& ways, const PlannedStep& step) {
  if (step.change) return ways.changes[*step.change].program.get();
  return step.node ? ways.nodes[*step.node][*step.way].program.get() : nullptr;
}

std::string how_done(const NetworkWays& ways, const NetworkPlan& plan, const PlannedStep& step) {
  if (step.node) return ways.nodes[*step.node][*step.way].name;
  return fmt::format("{}from {} to {}", step.change ? "" : "host: ", plan.arrays[step.reads.front()].layout.name(),
                     plan.arrays[step.writes].layout.name());
}

std::string step_name(const Graph& graph, const NetworkPlan& plan, const PlannedStep& step) {
  const PlannedArray& written = plan.arrays[step.writes];
  if (!step.node && !step.change) return graph.tensors[written.tensor].name;
  if (step.change) {
    const auto before =
        std::count_if(plan.arrays.begin(), plan.arrays.begin() + static_cast<std::ptrdiff_t>(step.writes),
                      [&](const PlannedArray& array) { return array.tensor == written.tensor; });
    const std::string number = before > 1 ? fmt::format(" {}", before) : "";
    return fmt::format("{}: layout{}", graph.tensors[written.tensor].name, number);
  }
  const std::string& name = graph.nodes[*step.node].name;
  return step.also ? name + "+" + graph.nodes[*step.also].name : name;
}

std::optional<std::size_t> node_for_host(const NetworkWays& ways) {
  for (std::size_t node = 0; node < ways.nodes.size(); ++node) {
    if (only_on_host(ways.nodes[node])) return node;
  }
  return std::nullopt;
}

}  // namespace vtasim::compiler
