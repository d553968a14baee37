#include "sim/experiment/operation_ways.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "compiler/lanes/refused.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/operations/channel_selection.h"
#include "compiler/planning/gather_program.h"
#include "compiler/planning/operation_program.h"
#include "sim/experiment/gather_search.h"
#include "sim/experiment/operation_search.h"

namespace vtasim::experiment {

using compiler::Graph;
using compiler::NodeWay;

OperationWays::OperationWays(const Laboratory& laboratory, const NetworkData& data, const isa::HardwareConfig& config,
                             const compiler::WantedLayouts& wanted, compiler::SearchEffort effort,
                             compiler::NetworkWays& ways)
    : laboratory_(laboratory), data_(data), config_(config), wanted_(wanted), effort_(effort), ways_(ways) {
  for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
    operations_.push_back(map_operation(node));
    selections_.push_back(map_selection(node));
  }
}

std::optional<WaySearch> OperationWays::search_of(std::size_t node) {
  const std::string& name = data_.graph.nodes[node].name;
  if (const auto& operation = operations_[node]) {
    return WaySearch{fmt::format("{}: {}", name, operation->mapping.name), operation_task(*operation, config_, effort_),
                     [this, node](const std::function<void(int)>& simulated) { add_operation(node, simulated); }};
  }
  if (const auto& selection = selections_[node]) {
    return WaySearch{fmt::format("{}: select", name), gather_task(selection, config_),
                     [this, node](const std::function<void(int)>& simulated) { add_selection(node, simulated); }};
  }
  return std::nullopt;
}

const compiler::Layer* OperationWays::layer_of(std::size_t node) const {
  return operations_[node] ? &operations_[node]->layer : nullptr;
}

// What is no convolution, if the accelerator has programs for it.
std::optional<compiler::MappedOperation> OperationWays::map_operation(std::size_t node) const {
  const compiler::Node& of = data_.graph.nodes[node];
  const compiler::Shape& shape = data_.graph.tensors[of.inputs.front()].shape;
  try {
    if (const auto* addition = std::get_if<compiler::Addition>(&of.operation)) {
      return map_addition(*addition, of.name, shape, config_);
    }
    if (const auto* pool = std::get_if<compiler::MaxPool>(&of.operation)) {
      return map_max_pool(*pool, of.name, shape, config_);
    }
    if (const auto* pool = std::get_if<compiler::AveragePool>(&of.operation)) {
      return map_average_pool(*pool, of.name, shape, config_);
    }
  } catch (const compiler::Refused&) {
    return std::nullopt;
  }
  return std::nullopt;
}

// What puts channels of tensors together, as the accelerator does it.
std::shared_ptr<const compiler::VectorGather> OperationWays::map_selection(std::size_t node) const {
  const compiler::Node& of = data_.graph.nodes[node];
  std::vector<compiler::Shape> inputs;
  for (const std::size_t input : of.inputs) inputs.push_back(data_.graph.tensors[input].shape);
  auto selection = compiler::map_selection(of.operation, of.name, inputs, config_.block);
  return selection ? std::make_shared<const compiler::VectorGather>(std::move(*selection)) : nullptr;
}

void OperationWays::add_operation(std::size_t node, const std::function<void(int)>& simulated) {
  const compiler::MappedOperation& operation = *operations_[node];
  const OperationChoice choice = search_operation(laboratory_, operation, config_, effort_, simulated);
  NodeWay way;
  way.name = operation.mapping.name;
  for (const std::size_t input : data_.graph.nodes[node].inputs) way.reads.push_back(ordinary_of(input));
  way.leaves = output_layout(operation.layer, operation.mapping, config_);
  way.cycles = choice.cycles;
  way.program = operation_program(operation, choice.plan, config_);
  add_in_all_orders(node, std::move(way));
}

void OperationWays::add_selection(std::size_t node, const std::function<void(int)>& simulated) {
  const GatherChoice choice = search_gather(laboratory_, *selections_[node], config_, simulated);
  NodeWay way;
  way.name = "select";
  for (const std::size_t input : data_.graph.nodes[node].inputs) way.reads.push_back(ordinary_of(input));
  way.leaves = ordinary_of(Graph::output_of(node));
  way.cycles = choice.cycles;
  way.program = gather_program(selections_[node], choice.tiling, config_);
  add_in_all_orders(node, std::move(way));
}

// Adds a way of an operation that reads and leaves the ordinary layout; of one that works pixel by pixel also those
// by the same program in which pixels lie otherwise.
void OperationWays::add_in_all_orders(std::size_t node, NodeWay way) {
  ways_.nodes[node].push_back(way);
  if (!works_by_pixels(data_.graph.nodes[node].operation)) return;
  const std::vector<std::size_t>& inputs = data_.graph.nodes[node].inputs;
  const std::size_t output = Graph::output_of(node);
  for (const compiler::WantedOrder& order : wanted_.orders_of(output)) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      way.reads[i] = pixel_layout(data_.graph.tensors[inputs[i]].shape, config_.block, order.pixels);
    }
    way.leaves = pixel_layout(data_.graph.tensors[output].shape, config_.block, order.pixels);
    ways_.nodes[node].push_back(way);
  }
}

compiler::TensorLayout OperationWays::ordinary_of(std::size_t tensor) const {
  return ordinary_layout(data_.graph.tensors[tensor].shape, config_.block);
}

}  // namespace vtasim::experiment
