#include "sim/experiment/node_ways.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "compiler/lanes/refused.h"
#include "compiler/planning/convolution_program.h"
#include "isa/base/error.h"
#include "sim/experiment/mapping_request.h"
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
  std::string mapping;
};

/// Finds ways for the nodes of one network on one configuration.
class Ways {
 public:
  Ways(const Laboratory& laboratory, const NetworkData& data, const isa::HardwareConfig& config,
       const WaysRequest& request)
      : laboratory_(laboratory), data_(data), config_(config), request_(request), ways_(data.graph.nodes.size()) {
    for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
      if (!data.layers[node]) {
        searches_of_.emplace_back();
        continue;
      }
      searches_of_.push_back(make_search_data(*data.layers[node], data.filters[node]));
      for (std::string& mapping : mappings_of(node)) searches_.push_back({node, std::move(mapping)});
    }
  }

  std::vector<std::vector<NodeWay>> find(
      const std::function<void(const std::string&, std::size_t, std::size_t)>& progress) {
    SearchWorkers workers(laboratory_, request_.jobs, [&] {
      std::vector<SearchTask> tasks;
      for (const NodeSearch& search : searches_) {
        tasks.push_back(layer_task(*searches_of_[search.node], request_of(search), config_, request_.effort));
      }
      return tasks;
    });
    for (std::size_t i = 0; i < searches_.size(); ++i) {
      const NodeSearch& search = searches_[i];
      const std::string name = fmt::format("{}: {}", data_.graph.nodes[search.node].name, search.mapping);
      const std::string failure =
          workers.await(i, [&](std::size_t done, std::size_t all) { progress(name, done, all); });
      if (!failure.empty()) throw Error(fmt::format("the search of {} failed: {}", name, failure));
      add(search, [&](int) { progress(name, i, searches_.size()); });
    }
    for (std::size_t node = 0; node < ways_.size(); ++node) add_host(node);
    return std::move(ways_);
  }

 private:
  MappingRequest request_of(const NodeSearch& search) const {
    return request_mapping(search.mapping, *data_.layers[search.node], config_);
  }

  /// Names of the mappings that a node's programs are searched for by.
  std::vector<std::string> mappings_of(std::size_t node) const {
    const compiler::Layer& layer = *data_.layers[node];
    const int alu_passes = 1 + static_cast<int>(searches_of_[node]->passes.size());
    const std::vector<std::size_t>& inputs = data_.graph.nodes[node].inputs;
    const bool on_input = std::find(inputs.begin(), inputs.end(), std::size_t{0}) != inputs.end();
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

  /// The way that a search comes to; none where it is refused, or is there already.
  void add(const NodeSearch& search, const std::function<void(int)>& simulated) {
    const compiler::Layer& layer = *data_.layers[search.node];
    const MappingRequest request = request_of(search);
    if (!request.error.empty()) return;
    try {
      const compiler::MappingChoice choice =
          search_layer(laboratory_, *searches_of_[search.node], request, config_, request_.effort, simulated);
      if (choice.mapping.nest.in_acc()) return;
      std::vector<NodeWay>& ways = ways_[search.node];
      const auto same = [&](const NodeWay& way) {
        return way.name == choice.mapping.name && way.cycles == choice.search.cycles;
      };
      if (std::any_of(ways.begin(), ways.end(), same)) return;
      const compiler::Layer chosen = with_bias_entry(layer, choice.bias_entry);
      ways.push_back({choice.mapping.name,
                      {input_layout(chosen, choice.mapping, config_)},
                      output_layout(chosen, choice.mapping, config_),
                      choice.search.cycles,
                      0,
                      convolution_program(layer, data_.filters[search.node], choice, config_)});
    } catch (const compiler::Refused&) {
      return;
    }
  }

  void add_host(std::size_t node) {
    NodeWay way{kOnTheHost, {}, host_layout(shape_of(Graph::output_of(node)), request_.order), 0, 0, nullptr};
    for (const std::size_t input : data_.graph.nodes[node].inputs) {
      way.reads.push_back(host_layout(shape_of(input), request_.order));
    }
    const HostModel& host = request_.host;
    const auto* convolution = std::get_if<compiler::Convolution>(&data_.graph.nodes[node].operation);
    way.host_ns = nanoseconds(convolution != nullptr ? host.layer_seconds(convolution->layer, host.cores)
                              : data_.layers[node]   ? host.layer_seconds(*data_.layers[node], host.cores)
                                                     : host.packing_seconds(way.leaves.bytes()));
    ways_[node].push_back(std::move(way));
  }

  const compiler::Shape& shape_of(std::size_t tensor) const { return data_.graph.tensors[tensor].shape; }

  const Laboratory& laboratory_;
  const NetworkData& data_;
  const isa::HardwareConfig& config_;
  const WaysRequest& request_;
  std::vector<std::optional<SearchData>> searches_of_;  ///< Of each node that is a layer.
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
