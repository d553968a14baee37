#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/graph.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/planning/cheapest_choice.h"
#include "compiler/planning/dram_plan.h"
#include "compiler/planning/node_program.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// A way to run a node: what it reads, what it leaves, and what it takes.
struct NodeWay {
  std::string name;                 ///< A mapping's, or that of what runs it.
  std::vector<TensorLayout> reads;  ///< Each input of the node.
  TensorLayout leaves;
  std::int64_t cycles = 0;                     ///< On the accelerator.
  std::int64_t host_ns = 0;                    ///< On the host, where it computes the node.
  std::shared_ptr<const NodeProgram> program;  ///< None on the host.
  bool pending = false;        ///< The program is still to be searched for: no program comes below the cycles.
  bool shared = false;         ///< The program is that of the next node, too: what this leaves is within the program.
  bool with_previous = false;  ///< It is that of the node before, where it is.
  /// Of what the node leaves there are bytes that no program writes and that must be 0: nothing else may lie there.
  bool keeps_zeros = false;
  bool on_host() const { return program == nullptr && !pending && !shared && !with_previous; }
};

/// What a plan is to have little of.
enum class Objective : std::uint8_t {
  cycles,  ///< Cycles of the accelerator; of plans with as many, time of the host.
  time,    ///< Time of the accelerator and the host, one after the other; of plans that take as long, cycles.
};

/// What may be chosen, and what it costs.
struct PlanningRules {
  Objective objective = Objective::cycles;
  std::int64_t accelerator_hz = 1;
  /// The host may change layouts and compute nodes in between. Otherwise it lays out the network's input, and takes its
  /// outputs.
  bool host_between = false;
  bool free_changes = false;          ///< Changes of layout cost nothing: a bound.
  HostOrder order = HostOrder::nchw;  ///< How the network's input comes, and outputs are wanted.
  /// Which ways may be taken; empty: all.
  std::function<bool(const Node& node, const NodeWay& way)> allowed;
  /// What the host takes to write a tensor of one layout in another: nanoseconds.
  std::function<std::int64_t(const TensorLayout& from, const TensorLayout& to)> change_ns;
  /// What it takes to launch a program: nanoseconds.
  std::int64_t launch_ns = 0;
};

/// A tensor in DRAM in one layout.
struct PlannedArray {
  std::size_t tensor = 0;
  TensorLayout layout;
  bool keeps_zeros = false;  ///< NodeWay::keeps_zeros
};

/// What is done at a time: a node's program, what the host computes, or a change of layout by it.
struct PlannedStep {
  std::optional<std::size_t> node;  ///< None: a change of layout.
  std::optional<std::size_t> way;   ///< Of the node's.
  std::optional<std::size_t> also;  ///< The node that its program has too.
  std::vector<std::size_t> reads;   ///< Arrays.
  std::size_t writes = 0;
  std::int64_t cycles = 0;
  std::int64_t host_ns = 0;  ///< To launch the program, or to do the step.
};

/// A network's run: what is done in which order, in which layouts, and where everything lies.
struct NetworkPlan {
  std::vector<PlannedArray> arrays;  ///< The network's input first.
  std::vector<PlannedStep> steps;
  std::vector<std::size_t> outputs;  ///< Arrays of the graph's outputs, as they are wanted.
  std::vector<DramArray> lives;  ///< Of each array, from the step that writes it, the input from the first on, to the
                                 ///< last that reads it; of an output, and where zeros are kept, past the last step.
  DramPlan dram;                 ///< Of the arrays.
  std::int64_t cycles = 0;
  std::int64_t host_ns = 0;
};

/// The best plan of all combinations of ways, with the changes of layout that they make necessary: exact, each reader
/// of a tensor paying for the change that it needs. Nothing where none is possible. `ways` has those of each node.
std::optional<NetworkPlan> plan_network(const Graph& graph, const std::vector<std::vector<NodeWay>>& ways,
                                        const PlanningRules& rules, const isa::HardwareConfig& config);

/// The way by which a step runs its node; null for a change of layout.
const NodeWay* way_of(const std::vector<std::vector<NodeWay>>& ways, const PlannedStep& step);

/// That of a step which is a program on the accelerator; null for any other.
const NodeWay* program_way_of(const std::vector<std::vector<NodeWay>>& ways, const PlannedStep& step);

/// What a step is called: its node, or both of them ("dw1+pw1"), or the tensor whose layout changes.
std::string step_name(const Graph& graph, const NetworkPlan& plan, const PlannedStep& step);

/// The first node that has no way to run without the host, if there is one.
std::optional<std::size_t> node_for_host(const std::vector<std::vector<NodeWay>>& ways);

}  // namespace vtasim::compiler
