#include "sim/experiment/node_ways.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "compiler/fusion/pair_mapping.h"
#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/pixel_order.h"
#include "compiler/lanes/refused.h"
#include "compiler/planning/convolution_program.h"
#include "compiler/planning/fused_program.h"
#include "compiler/planning/host_node_work.h"
#include "compiler/planning/wanted_layouts.h"
#include "compiler/search/least_cycles.h"
#include "sim/experiment/fused_search.h"
#include "sim/experiment/layout_ways.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/operation_ways.h"

namespace vtasim::experiment {
namespace {

using compiler::Graph;
using compiler::NetworkWays;
using compiler::NodeWay;
using compiler::TensorLayout;

constexpr const char* kSwapped = "swapped";

bool reads_ordinary(const compiler::Mapping& mapping) { return !mapping.host_packed && !mapping.host_padding; }

/// What a pair leaves that leaves no windows.
constexpr const char* kRows = "rows";

/// A program of two nodes that may be searched for.
struct FusedSearch {
  std::size_t node = 0;       ///< The depthwise layer,
  std::size_t way = 0;        ///< and its way;
  std::size_t pointwise = 0;  ///< likewise.
  std::size_t pointwise_way = 0;
  PairSearchData data;
  PairRequest request;
};

/// A program of a convolution that may be searched for.
struct PendingSearch {
  std::size_t node = 0;
  std::size_t way = 0;  ///< The node's.
  MappingRequest request;
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
        wanted_(data.graph, config, request.effort),
        layers_(data.graph.nodes.size()),
        left_in_windows_(data.graph.tensors.size()),
        ways_{std::vector<std::vector<NodeWay>>(data.graph.nodes.size()), {}},
        operations_(laboratory, data, config, wanted_, request.effort, ways_),
        changes_(laboratory, data, config, wanted_, ways_) {
    for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
      if (const auto* convolution = std::get_if<compiler::Convolution>(&data.graph.nodes[node].operation)) {
        layers_[node] = make_search_data(convolution->layer, data.filters[node]);
      }
    }
    for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
      if (layers_[node]) {
        add_searches(node);
      } else if (auto search = operations_.search_of(node)) {
        searches_.push_back(*std::move(search));
      }
    }
  }

  NetworkWays find(const SearchProgress& progress) {
    make_searches(laboratory_, searches_, request_.jobs, progress);
    make_searches(laboratory_, searches_by_alu_, request_.jobs, progress);
    for (std::size_t node = 0; node < ways_.nodes.size(); ++node) add_host(node);
    for (PendingSearch& pending : pending_) add_pending(pending);
    for (FusedSearch& fused : fused_) add_fused(fused);
    changes_.add(request_.rules.order);
    std::vector<compiler::PlannedStep> steps;
    do {
      const auto plan = plan_network(data_.graph, ways_, request_.rules, config_);
      steps = plan ? plan->steps : std::vector<compiler::PlannedStep>{};
    } while (search_some_of(steps, progress));
    remove_all_but(steps);
    return std::move(ways_);
  }

 private:
  /// Searches for some of the programs that the best plan's steps take and that are not found yet: for the shortest,
  /// which are found first, and each of which may show that the plan is not the best. False where they take none.
  bool search_some_of(const std::vector<compiler::PlannedStep>& steps, const SearchProgress& progress) {
    std::vector<WaySearch> wanted;
    bool counted = false;
    for (const compiler::PlannedStep& step : steps) {
      if (step.change && ways_.changes[*step.change].pending) {
        if (changes_.count_operations(*step.change)) {
          counted = true;
        } else {
          wanted.push_back(changes_.search_of(*step.change));
        }
      }
      if (!step.node || !step.way || !ways_.nodes[*step.node][*step.way].pending) continue;
      for (PendingSearch& pending : pending_) {
        if (step.node == pending.node && step.way == pending.way) wanted.push_back(search_of(pending));
      }
      for (FusedSearch& fused : fused_) {
        if (step.node == fused.node && step.way == fused.way) wanted.push_back(search_of(fused));
      }
    }
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const WaySearch& a, const WaySearch& b) { return a.least < b.least; });
    constexpr std::size_t kFew = 2;  // A plan takes some time, too.
    if (const std::size_t few = std::max(kFew, request_.jobs); wanted.size() > few) wanted.resize(few);
    if (!wanted.empty()) make_searches(laboratory_, wanted, request_.jobs, progress);
    return counted || !wanted.empty();
  }

  /// Removes what is searched for only where a plan takes it, but for what the best plan's steps take. What else was
  /// found depends on how many are searched for at a time.
  void remove_all_but(const std::vector<compiler::PlannedStep>& steps) {
    const auto planned = [&](std::size_t node, std::size_t way) {
      return std::any_of(steps.begin(), steps.end(), [&](const auto& s) { return s.node == node && s.way == way; });
    };
    for (const PendingSearch& one : pending_) ways_.nodes[one.node][one.way].pending = !planned(one.node, one.way);
    for (const FusedSearch& fused : fused_) {
      ways_.nodes[fused.node][fused.way].pending = !planned(fused.node, fused.way);
      ways_.nodes[fused.pointwise][fused.pointwise_way].pending = ways_.nodes[fused.node][fused.way].pending;
    }
    for (std::size_t change = 0; change < ways_.changes.size(); ++change) {
      ways_.changes[change].pending =
          std::none_of(steps.begin(), steps.end(), [&](const auto& step) { return step.change == change; });
    }
    const auto remove_from = [](auto& ways) {
      ways.erase(std::remove_if(ways.begin(), ways.end(), [](const auto& way) { return way.pending; }), ways.end());
    };
    for (std::vector<NodeWay>& ways : ways_.nodes) remove_from(ways);
    remove_from(ways_.changes);
  }

  WaySearch search_of(const PendingSearch& pending) {
    NodeWay& way = ways_.nodes[pending.node][pending.way];
    const SearchData& data = *layers_[pending.node];
    return {search_name(pending.node, pending.request.name),
            layer_task(data, pending.request, config_, request_.effort),
            [this, &pending, &way, &data](const std::function<void(int)>& simulated) {
              way.cycles = compiler::kNotFound;  // Unless it is.
              const compiler::MappingChoice choice =
                  search_layer(laboratory_, data, pending.request, config_, request_.effort, simulated);
              way = way_of(pending.node, choice);
            },
            way.cycles};
  }

  WaySearch search_of(FusedSearch& fused) {
    NodeWay& way = ways_.nodes[fused.node][fused.way];
    return {search_name(fused.node, fused.request.name),
            fused_task(fused.data, fused.request, config_, request_.effort),
            [this, &fused, &way](const std::function<void(int)>& simulated) {
              way.cycles = compiler::kNotFound;  // Unless it is.
              const PairChoice choice =
                  search_fused(laboratory_, fused.data, fused.request, config_, request_.effort, simulated);
              way.cycles = choice.search.cycles;
              way.program = fused_program(*fused.request.mapping, choice.search.plan, passes_of(fused.data),
                                          data_.filters[fused.node], data_.filters[fused.pointwise], config_);
              way.pending = false;
            },
            way.cycles};
  }

  void add_searches(std::size_t node) {
    const std::size_t input = data_.graph.nodes[node].inputs.front();
    for (const std::string& mapping : mappings_of(node)) {
      const MappingRequest request = request_mapping(mapping, layers_[node]->layer, config_);
      add_convolution_search(node, request);
      for (const compiler::WantedOrder& order : wanted_.orders_of(Graph::output_of(node)))
        add_search_in_order(node, request, order);
    }
    leave_windows(node);
    if (left_in_windows_[input] || wanted_.windows_by_change(node)) add_fused_searches(node);
  }

  /// By the same mapping, with the pixels of the output left in an order.
  void add_search_in_order(std::size_t node, MappingRequest request, const compiler::WantedOrder& order) {
    if (!request.mapping) return;
    try {
      leave_pixels(layers_[node]->layer, order.pixels, *request.mapping);
    } catch (const compiler::Refused&) {
      return;
    }
    request.name = fmt::format("{}, pixels as {}", request.name, order.name);
    pending_.push_back({node, 0, request});
  }

  /// Has a convolution by itself leave the windows of the depthwise layers behind it that can share a program.
  void leave_windows(std::size_t node) {
    const std::size_t output = Graph::output_of(node);
    for (const std::size_t reader : wanted_.readers_of(output)) {
      if (!wanted_.pointwise_behind(reader)) continue;
      for (const compiler::WindowReader& windows : wanted_.windows_of(reader)) {
        MappingRequest request;
        request.mapping = wanted_.mapping_that_leaves(windows, node);
        if (!request.mapping) continue;
        request.name = fmt::format("{}, leaving {}", request.mapping->name, words_for(windows));
        pending_.push_back({node, 0, request});
        left_in_windows_[output] = true;
      }
    }
  }

  void add_convolution_search(std::size_t node, const MappingRequest& request) {
    if (!request.error.empty()) return;
    const SearchData& data = *layers_[node];
    searches_.push_back({search_name(node, request.name), layer_task(data, request, config_, request_.effort),
                         [this, node, request, &data](const std::function<void(int)>& simulated) {
                           add_search_by_alu(node, add_convolution(node, data, request, simulated));
                         }});
  }

  /// Where a mapping reads the network's input among constants for the bias, which only the host writes, also one that
  /// has the ALU add the bias: a change of layout can make its input, and plans that count the host's time want that.
  void add_search_by_alu(std::size_t node, const compiler::Mapping& mapping) {
    const SearchData& data = *layers_[node];
    const bool chosen = data.layer.bias_entry == compiler::BiasEntry::automatic;
    if (mapping.constants.empty() || !chosen || request_.rules.objective != compiler::Objective::time) return;
    if (data_.graph.nodes[node].inputs.front() != 0) return;
    const auto by_alu = std::make_shared<SearchData>(data);
    by_alu->layer = with_bias_entry(data.layer, compiler::BiasEntry::alu);
    const MappingRequest request = request_mapping(mapping.name, by_alu->layer, config_);
    if (!request.error.empty()) return;
    searches_by_alu_.push_back({search_name(node, request.name + ", bias by the ALU"),
                                layer_task(*by_alu, request, config_, request_.effort),
                                [this, node, request, by_alu](const std::function<void(int)>& simulated) {
                                  add_convolution(node, *by_alu, request, simulated);
                                }});
  }

  /// A depthwise layer whose input is left in its windows, in one program with the pointwise layer behind it, which
  /// leaves the ordinary layout, or the windows of the next depthwise layer.
  void add_fused_searches(std::size_t node) {
    const auto behind = wanted_.pointwise_behind(node);
    if (!behind) return;
    const std::size_t left = Graph::output_of(*behind);
    const compiler::LayerPair pair{layers_[node]->layer, layers_[*behind]->layer};
    for (const compiler::WindowReader& windows : wanted_.windows_of(node)) {
      const compiler::Mapping& first = windows.windows;
      const auto add = [&](const std::string& leaves, const auto& make) {
        return add_fused_search(node, *behind, {first.name, std::nullopt, "", {}, leaves}, make);
      };
      add(kRows, [&] { return make_pair_mapping(first, pair, config_, nullptr, compiler::PixelOrder::as_made); });
      for (const compiler::WantedOrder& order : wanted_.orders_of(left)) {
        add("pixels as " + order.name, [&] { return make_pair_mapping(first, pair, config_, order.pixels); });
      }
      for (const std::size_t reader : wanted_.readers_of(left)) {
        for (const compiler::WindowReader& wanted : wanted_.windows_of(reader)) {
          if (add(words_for(wanted), [&] { return make_pair_mapping(first, pair, config_, &wanted); }))
            left_in_windows_[left] = true;
        }
      }
    }
  }

  /// By the mapping that `make` makes. False where there is none.
  template <typename Make>
  bool add_fused_search(std::size_t node, std::size_t pointwise, PairRequest request, const Make& make) {
    const PairSearchData data{{layers_[node]->layer, layers_[pointwise]->layer}, *layers_[node], *layers_[pointwise]};
    try {
      request.mapping = make();
    } catch (const compiler::Refused&) {
      return false;
    }
    fused_.push_back({node, 0, pointwise, 0, data, std::move(request)});
    return true;
  }

  std::string search_name(std::size_t node, const std::string& mapping) const {
    return fmt::format("{}: {}", data_.graph.nodes[node].name, mapping);
  }

  /// Names of the mappings that a convolution's programs are searched for by.
  std::vector<std::string> mappings_of(std::size_t node) const {
    const compiler::Layer& layer = layers_[node]->layer;
    const int alu_passes = 1 + static_cast<int>(layers_[node]->passes.size());
    const bool on_input = data_.graph.nodes[node].inputs.front() == 0;
    std::vector<std::string> names;
    for (const compiler::Mapping& mapping : mapping_candidates(layer, config_, alu_passes, request_.effort)) {
      const bool readable = (on_input && !mapping.nest.in_acc()) || reads_ordinary(mapping);
      const bool wanted = readable && has_ordinary_output(layer, mapping, config_.block);
      if (wanted || (mapping.name == kSwapped && layer.depthwise())) names.push_back(mapping.name);
    }
    names.emplace_back(kAutoMapping);
    return names;
  }

  /// A convolution by a mapping of it, but for its program.
  NodeWay way_by(std::size_t node, const compiler::Layer& layer, const compiler::Mapping& mapping) const {
    NodeWay way;
    way.name = mapping.name;
    way.reads.push_back(input_layout(layer, mapping, config_));
    way.leaves = output_layout(layer, mapping, config_);
    if (layer.residual_shift) way.reads.push_back(ordinary_of(Graph::output_of(node)));
    way.keeps_zeros = mapping.blocks && mapping.blocks->has_gaps();
    return way;
  }

  /// By the program that a search chose.
  NodeWay way_of(std::size_t node, const compiler::MappingChoice& choice) const {
    const compiler::Layer& layer = layers_[node]->layer;
    NodeWay way = way_by(node, with_bias_entry(layer, choice.bias_entry), choice.mapping);
    way.cycles = choice.search.cycles;
    way.program = convolution_program(layer, data_.filters[node], choice, config_);
    return way;
  }

  /// Adds its way, as fast as can be.
  void add_pending(PendingSearch& pending) {
    const SearchData& data = *layers_[pending.node];
    const compiler::Mapping& mapping = *pending.request.mapping;
    NodeWay way = way_by(pending.node, data.layer, mapping);
    way.cycles = least_cycles(mapping.nest, config_, 1 + static_cast<int>(data.passes.size())).bound();
    way.pending = true;
    pending.way = ways_.nodes[pending.node].size();
    ways_.nodes[pending.node].push_back(std::move(way));
  }

  /// The way that a search comes to, unless it is there already. Returns its mapping.
  compiler::Mapping add_convolution(std::size_t node, const SearchData& data, const MappingRequest& request,
                                    const std::function<void(int)>& simulated) {
    const compiler::MappingChoice choice =
        search_layer(laboratory_, data, request, config_, request_.effort, simulated);
    if (choice.mapping.nest.in_acc()) return choice.mapping;
    std::vector<NodeWay>& ways = ways_.nodes[node];
    NodeWay way = way_of(node, choice);
    const auto same = [&](const NodeWay& other) {
      return other.name == way.name && other.cycles == way.cycles && other.reads == way.reads &&
             other.leaves == way.leaves;
    };
    if (std::none_of(ways.begin(), ways.end(), same)) ways.push_back(std::move(way));
    return choice.mapping;
  }

  /// Adds its ways, as fast as can be.
  void add_fused(FusedSearch& fused) {
    const compiler::PairMapping& mapping = *fused.request.mapping;
    NodeWay first;
    first.name = fmt::format("{}, transposed, {}", mapping.first.name, mapping.second.name);
    first.reads.push_back(input_layout(mapping.depthwise, mapping.first, config_));
    first.leaves = TensorLayout::within_program(programs_++);
    first.cycles = least_pair_cycles(mapping, passes_of(fused.data), config_);
    first.shared = true;
    first.pending = true;
    NodeWay second;
    second.name = first.name;
    second.reads.push_back(first.leaves);
    second.leaves = output_layout(mapping.pointwise, mapping.second, config_);
    second.with_previous = true;
    second.keeps_zeros = mapping.second.blocks && mapping.second.blocks->has_gaps();
    fused.way = ways_.nodes[fused.node].size();
    ways_.nodes[fused.node].push_back(std::move(first));
    fused.pointwise_way = ways_.nodes[fused.pointwise].size();
    ways_.nodes[fused.pointwise].push_back(std::move(second));
  }

  void add_host(std::size_t node) {
    NodeWay way;
    way.name = kOnTheHost;
    way.leaves = host_layout(shape_of(Graph::output_of(node)), request_.rules.order);
    for (const std::size_t input : data_.graph.nodes[node].inputs) {
      way.reads.push_back(host_layout(shape_of(input), request_.rules.order));
    }
    const HostModel& host = request_.host;
    const auto moving = [&] {
      return host.packing_seconds(work_on_host(data_.graph, node, request_.rules.order, host.packing.line_bytes));
    };
    const compiler::Layer* layer = layers_[node] ? &layers_[node]->layer : operations_.layer_of(node);
    way.host_ns = nanoseconds(layer != nullptr ? host.layer_seconds(*layer, host.cores) : moving());
    ways_.nodes[node].push_back(std::move(way));
  }

  const compiler::Shape& shape_of(std::size_t tensor) const { return data_.graph.tensors[tensor].shape; }
  TensorLayout ordinary_of(std::size_t tensor) const { return ordinary_layout(shape_of(tensor), config_.block); }

  const Laboratory& laboratory_;
  const NetworkData& data_;
  const isa::HardwareConfig& config_;
  const WaysRequest& request_;
  const compiler::WantedLayouts wanted_;
  std::vector<std::optional<SearchData>> layers_;  ///< Of each node that is a convolution.
  std::vector<bool> left_in_windows_;              ///< Tensors that some way leaves in the windows of a reader.
  std::vector<WaySearch> searches_;                ///< Of one node each,
  std::vector<WaySearch> searches_by_alu_;         ///< and of these those with another entry of the bias.
  std::vector<PendingSearch> pending_;             ///< What is searched for once a plan takes it: of one node,
  std::vector<FusedSearch> fused_;                 ///< and of two.
  std::int32_t programs_ = 0;                      ///< Of two nodes.
  NetworkWays ways_;
  OperationWays operations_;  ///< Of these the ones of nodes that are no convolutions,
  LayoutWays changes_;        ///< and of tensors.
};

}  // namespace

compiler::NetworkWays find_ways(const Laboratory& laboratory, const NetworkData& data,
                                const isa::HardwareConfig& config, const WaysRequest& request,
                                const SearchProgress& progress) {
  return Ways(laboratory, data, config, request).find(progress);
}

}  // namespace vtasim::experiment
