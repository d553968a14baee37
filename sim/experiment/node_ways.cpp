#include "sim/experiment/node_ways.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "compiler/lanes/refused.h"
#include "compiler/operations/mapped_operation.h"
#include "compiler/planning/convolution_program.h"
#include "compiler/planning/operation_program.h"
#include "isa/base/error.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/operation_search.h"
#include "sim/experiment/search_workers.h"

namespace vtasim::experiment {
namespace {

using compiler::Graph;
using compiler::NodeWay;
using compiler::TensorLayout;

constexpr const char* kSwapped = "swapped";

std::int64_t nanoseconds(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }

bool reads_ordinary(const compiler::Mapping& mapping) { return !mapping.host_packed && !mapping.host_padding; }

/// A search for a node's program.
struct NodeSearch {
  std::size_t node = 0;
  std::string mapping;  ///< Of a convolution.
};

/// Finds ways for the nodes of one network on one configuration.
class Ways {
 public:
  Ways(const Laboratory& laboratory, const NetworkData& data, const isa::HardwareConfig& config,
       const WaysRequest& request)
      : laboratory_(laboratory),
        data_(data),
        config_(config),
        request_(request),
        layers_(data.graph.nodes.size()),
        operations_(data.graph.nodes.size()),
        ways_(data.graph.nodes.size()) {
    for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
      if (const auto* convolution = std::get_if<compiler::Convolution>(&data.graph.nodes[node].operation)) {
        layers_[node] = make_search_data(convolution->layer, data.filters[node]);
        for (std::string& mapping : mappings_of(node)) searches_.push_back({node, std::move(mapping)});
      } else {
        operations_[node] = map_operation(node);
        if (operations_[node]) searches_.push_back({node, operations_[node]->mapping.name});
      }
    }
  }

  std::vector<std::vector<NodeWay>> find(
      const std::function<void(const std::string&, std::size_t, std::size_t)>& progress) {
    SearchWorkers workers(laboratory_, request_.jobs, [&] {
      std::vector<SearchTask> tasks;
      for (const NodeSearch& search : searches_) tasks.push_back(task_of(search));
      return tasks;
    });
    for (std::size_t i = 0; i < searches_.size(); ++i) {
      const NodeSearch& search = searches_[i];
      const std::string name = fmt::format("{}: {}", data_.graph.nodes[search.node].name, search.mapping);
      const std::string failure =
          workers.await(i, [&](std::size_t done, std::size_t all) { progress(name, done, all); });
      if (!failure.empty()) throw Error(fmt::format("the search of {} failed: {}", name, failure));
      const auto simulated = [&](int) { progress(name, i, searches_.size()); };
      try {
        if (layers_[search.node]) {
          add_convolution(search, simulated);
        } else {
          add_operation(search.node, simulated);
        }
      } catch (const compiler::Refused&) {
        continue;  // This way there is none.
      }
    }
    for (std::size_t node = 0; node < ways_.size(); ++node) add_host(node);
    return std::move(ways_);
  }

 private:
  /// What is no convolution, if the accelerator has programs for it.
  std::optional<compiler::MappedOperation> map_operation(std::size_t node) const {
    const compiler::Node& of = data_.graph.nodes[node];
    const compiler::Shape& shape = shape_of(of.inputs.front());
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

  MappingRequest request_of(const NodeSearch& search) const {
    return request_mapping(search.mapping, layers_[search.node]->layer, config_);
  }

  SearchTask task_of(const NodeSearch& search) const {
    if (!layers_[search.node]) return operation_task(*operations_[search.node], config_, request_.effort);
    const MappingRequest request = request_of(search);
    if (!request.error.empty()) return {};
    return layer_task(*layers_[search.node], request, config_, request_.effort);
  }

  /// Names of the mappings that a convolution's programs are searched for by.
  std::vector<std::string> mappings_of(std::size_t node) const {
    const compiler::Layer& layer = layers_[node]->layer;
    const int alu_passes = 1 + static_cast<int>(layers_[node]->passes.size());
    const bool on_input = data_.graph.nodes[node].inputs.front() == 0;
    const TensorLayout ordinary = ordinary_layout(shape_of(Graph::output_of(node)), config_.block);
    std::vector<std::string> names;
    for (const compiler::Mapping& mapping : mapping_candidates(layer, config_, alu_passes, request_.effort)) {
      const bool wanted = (on_input && !mapping.nest.in_acc()) || reads_ordinary(mapping);
      const bool leaves_ordinary = wanted && output_layout(layer, mapping, config_) == ordinary;
      if (leaves_ordinary || (mapping.name == kSwapped && layer.depthwise())) names.push_back(mapping.name);
    }
    names.emplace_back(kAutoMapping);
    return names;
  }

  /// The way that a search comes to, unless it is there already.
  void add_convolution(const NodeSearch& search, const std::function<void(int)>& simulated) {
    const MappingRequest request = request_of(search);
    if (!request.error.empty()) return;
    const SearchData& data = *layers_[search.node];
    const compiler::MappingChoice choice =
        search_layer(laboratory_, data, request, config_, request_.effort, simulated);
    if (choice.mapping.nest.in_acc()) return;
    std::vector<NodeWay>& ways = ways_[search.node];
    const auto same = [&](const NodeWay& way) {
      return way.name == choice.mapping.name && way.cycles == choice.search.cycles;
    };
    if (std::any_of(ways.begin(), ways.end(), same)) return;
    const compiler::Layer layer = with_bias_entry(data.layer, choice.bias_entry);
    NodeWay way;
    way.name = choice.mapping.name;
    way.reads.push_back(input_layout(layer, choice.mapping, config_));
    way.leaves = output_layout(layer, choice.mapping, config_);
    if (layer.residual_shift) way.reads.push_back(ordinary_of(Graph::output_of(search.node)));
    way.cycles = choice.search.cycles;
    way.program = convolution_program(data.layer, data_.filters[search.node], choice, config_);
    ways.push_back(std::move(way));
  }

  void add_operation(std::size_t node, const std::function<void(int)>& simulated) {
    const compiler::MappedOperation& operation = *operations_[node];
    const OperationChoice choice = search_operation(laboratory_, operation, config_, request_.effort, simulated);
    NodeWay way;
    way.name = operation.mapping.name;
    for (const std::size_t input : data_.graph.nodes[node].inputs) way.reads.push_back(ordinary_of(input));
    way.leaves = output_layout(operation.layer, operation.mapping, config_);
    way.cycles = choice.cycles;
    way.program = operation_program(operation, choice.plan, config_);
    ways_[node].push_back(std::move(way));
  }

  void add_host(std::size_t node) {
    NodeWay way;
    way.name = kOnTheHost;
    way.leaves = host_layout(shape_of(Graph::output_of(node)), request_.order);
    for (const std::size_t input : data_.graph.nodes[node].inputs) {
      way.reads.push_back(host_layout(shape_of(input), request_.order));
    }
    const HostModel& host = request_.host;
    way.host_ns = nanoseconds(layers_[node]       ? host.layer_seconds(layers_[node]->layer, host.cores)
                              : operations_[node] ? host.layer_seconds(operations_[node]->layer, host.cores)
                                                  : host.packing_seconds(way.leaves.bytes()));
    ways_[node].push_back(std::move(way));
  }

  const compiler::Shape& shape_of(std::size_t tensor) const { return data_.graph.tensors[tensor].shape; }
  TensorLayout ordinary_of(std::size_t tensor) const { return ordinary_layout(shape_of(tensor), config_.block); }

  const Laboratory& laboratory_;
  const NetworkData& data_;
  const isa::HardwareConfig& config_;
  const WaysRequest& request_;
  std::vector<std::optional<SearchData>> layers_;  ///< Of each node that is a convolution,
  std::vector<std::optional<compiler::MappedOperation>>
      operations_;  ///< or what else the accelerator has programs for.
  std::vector<NodeSearch> searches_;
  std::vector<std::vector<NodeWay>> ways_;
};

}  // namespace

std::vector<std::vector<NodeWay>> find_ways(
    const Laboratory& laboratory, const NetworkData& data, const isa::HardwareConfig& config,
    const WaysRequest& request, const std::function<void(const std::string&, std::size_t, std::size_t)>& progress) {
  return Ways(laboratory, data, config, request).find(progress);
}

}  // namespace vtasim::experiment
