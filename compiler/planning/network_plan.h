#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
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

/// Cycles of a way whose program was searched for and is none: no plan takes it.
inline constexpr std::int64_t kNotFound = std::numeric_limits<std::int64_t>::max();

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

/// A way to bring a tensor from one layout to another on the accelerator.
struct LayoutWay {
  std::size_t tensor = 0;
  TensorLayout reads;
  TensorLayout leaves;
  std::int64_t cycles = 0;
  std::shared_ptr<const NodeProgram> program;
  bool pending = false;      ///< NodeWay::pending
  bool keeps_zeros = false;  ///< NodeWay::keeps_zeros
};

/// All that a plan is made of.
struct NetworkWays {
  std::vector<std::vector<NodeWay>> nodes;  ///< Those of each.
  std::vector<LayoutWay> changes;
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
  bool changes_on_accelerator = true;  ///< It may take NetworkWays::changes.
  bool free_changes = false;           ///< Changes of layout cost nothing: a bound.
  HostOrder order = HostOrder::nchw;   ///< How the network's input comes, and outputs are wanted.
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

/// What is done at a time: a node's program, what the host computes, or a change of layout.
struct PlannedStep {
  std::optional<std::size_t> node;    ///< None: a change of layout.
  std::optional<std::size_t> way;     ///< Of the node's.
  std::optional<std::size_t> also;    ///< The node that its program has too.
  std::optional<std::size_t> change;  ///< Of NetworkWays::changes; none of a node, and where the host changes a layout.
  std::vector<std::size_t> reads;     ///< Arrays.
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

/// The best plan of all combinations of ways, with the changes of layout that they make necessary, by the host or by
/// one or two on the accelerator: exact, each reader of a tensor paying for the change that it needs. Nothing where
/// none is possible.
std::optional<NetworkPlan> plan_network(const Graph& graph, const NetworkWays& ways, const PlanningRules& rules,
                                        const isa::HardwareConfig& config);

/// The program of a step on the accelerator; null for a step of the host.
const NodeProgram* program_of(const NetworkWays& ways, const PlannedStep& step);

/// By what a step is done: the name of the node's way, or "from (N, C, H, W) to ...", of the host "host: from ...".
std::string how_done(const NetworkWays& ways, const NetworkPlan& plan, const PlannedStep& step);

/// What a step is called: its node, or both of them ("dw1+pw1"), or the tensor whose layout the host changes; where the
/// accelerator does, "add: layout", and for the second time "add: layout 2", so that no two programs have one name.
std::string step_name(const Graph& graph, const NetworkPlan& plan, const PlannedStep& step);

/// The first node that has no way to run without the host, if there is one.
std::optional<std::size_t> node_for_host(const NetworkWays& ways);

}  // namespace vtasim::compiler
