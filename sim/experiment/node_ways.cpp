#include "sim/experiment/node_ways.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "compiler/fusion/layer_pair.h"
#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/window_readers.h"
#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/leave_blocks.h"
#include "compiler/lanes/pixel_order.h"
#include "compiler/lanes/refused.h"
#include "compiler/operations/channel_selection.h"
#include "compiler/operations/mapped_operation.h"
#include "compiler/packing/window_blocks.h"
#include "compiler/planning/convolution_program.h"
#include "compiler/planning/fused_program.h"
#include "compiler/planning/host_node_work.h"
#include "compiler/planning/operation_program.h"
#include "compiler/planning/selection_program.h"
#include "isa/base/error.h"
#include "sim/experiment/fused_search.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/operation_search.h"
#include "sim/experiment/search_workers.h"
#include "sim/experiment/selection_search.h"

namespace vtasim::experiment {
namespace {

using compiler::Graph;
using compiler::NodeWay;
using compiler::TensorLayout;

constexpr const char* kSwapped = "swapped";
constexpr const char* kExchanged = "exchanged";

/// The mapping of layers on the network's input whose out vectors can be the windows of a depthwise layer.
constexpr const char* kFirstLayerMapping = "swapped-im2col";

bool reads_ordinary(const compiler::Mapping& mapping) { return !mapping.host_packed && !mapping.host_padding; }

/// A search for a program.
struct Search {
  std::string name;
  SearchTask task;
  std::function<void(const std::function<void(int)>& simulated)> add;  ///< Adds the way that it comes to.
};

/// What a pair leaves that leaves no windows.
constexpr const char* kRows = "rows";

/// How the windows of a reader are left for it, in words that decide about programs: which blocks go where.
std::string leaving(const compiler::WindowReader& reader) {
  const compiler::Layer& layer = reader.layer;
  return fmt::format("{} of {}x{}, kernel {}x{}, stride {}x{}, padding {} {} {} {}", reader.windows.name, layer.height,
                     layer.width, layer.kernel_h, layer.kernel_w, layer.stride_h, layer.stride_w, layer.pad_top,
                     layer.pad_bottom, layer.pad_left, layer.pad_right);
}

/// An order of pixels that some way reads a tensor in, in words that decide about programs: as windows of a reader lie.
struct Order {
  std::string name;
  std::vector<compiler::Pixel> pixels;
};

bool same_pixels(const Order& a, const Order& b) {
  return std::equal(
      a.pixels.begin(), a.pixels.end(), b.pixels.begin(), b.pixels.end(),
      [](const compiler::Pixel& p, const compiler::Pixel& q) { return p.row == q.row && p.col == q.col; });
}

/// A program of two nodes that may be searched for.
struct FusedSearch {
  std::size_t node = 0;       ///< The depthwise layer,
  std::size_t way = 0;        ///< and its way;
  std::size_t pointwise = 0;  ///< likewise.
  std::size_t pointwise_way = 0;
  PairSearchData data;
  PairRequest request;
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
        readers_(readers_of(data.graph)),
        layers_(data.graph.nodes.size()),
        windows_(data.graph.nodes.size()),
        operations_(data.graph.nodes.size()),
        selections_(data.graph.nodes.size()),
        left_in_windows_(data.graph.tensors.size()),
        orders_(data.graph.tensors.size()),
        ways_(data.graph.nodes.size()) {
    for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
      if (const auto* convolution = std::get_if<compiler::Convolution>(&data.graph.nodes[node].operation)) {
        layers_[node] = make_search_data(convolution->layer, data.filters[node]);
      } else {
        operations_[node] = map_operation(node);
        selections_[node] = map_selection(node);
      }
    }
    find_orders();
    for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
      if (layers_[node]) {
        add_searches(node);
      } else if (operations_[node]) {
        add_operation_search(node);
      } else if (selections_[node]) {
        add_selection_search(node);
      }
    }
  }

  std::vector<std::vector<NodeWay>> find(const SearchProgress& progress) {
    search(searches_, progress);
    for (std::size_t node = 0; node < ways_.size(); ++node) add_host(node);
    search_fused_of_plans(progress);
    return std::move(ways_);
  }

 private:
  /// Makes searches, some at a time, and adds what they come to.
  void search(const std::vector<Search>& searches, const SearchProgress& progress) {
    SearchWorkers workers(laboratory_, request_.jobs, [&] {
      std::vector<SearchTask> tasks;
      for (const Search& search : searches) tasks.push_back(search.task);
      return tasks;
    });
    for (std::size_t i = 0; i < searches.size(); ++i) {
      const Search& search = searches[i];
      const std::string failure =
          workers.await(i, [&](std::size_t done, std::size_t all) { progress(search.name, done, all); });
      if (!failure.empty()) throw Error(fmt::format("the search of {} failed: {}", search.name, failure));
      try {
        search.add([&](int) { progress(search.name, i, searches.size()); });
      } catch (const compiler::Refused&) {
        continue;  // This way there is none.
      }
    }
  }

  /// Has the programs of two nodes as ways that are as fast as can be, and searches for those that plans take, until a
  /// plan takes no others.
  void search_fused_of_plans(const SearchProgress& progress) {
    for (FusedSearch& fused : fused_) add_fused(fused);
    for (;;) {
      std::vector<Search> wanted;
      const auto plan = plan_network(data_.graph, ways_, request_.rules, config_);
      for (const compiler::PlannedStep& step : plan ? plan->steps : std::vector<compiler::PlannedStep>{}) {
        for (FusedSearch& fused : fused_) {
          if (step.node != fused.node || step.way != fused.way) continue;
          if (!ways_[fused.node][fused.way].program) wanted.push_back(search_of(fused));
        }
      }
      if (wanted.empty()) break;
      search(wanted, progress);
    }
    for (auto fused = fused_.rbegin(); fused != fused_.rend(); ++fused) {  // Those with the last numbers first.
      if (ways_[fused->node][fused->way].program) continue;
      const auto remove = [](std::vector<NodeWay>& ways, std::size_t way) {
        ways.erase(ways.begin() + static_cast<std::ptrdiff_t>(way));
      };
      remove(ways_[fused->node], fused->way);
      remove(ways_[fused->pointwise], fused->pointwise_way);
    }
  }

  Search search_of(FusedSearch& fused) {
    NodeWay& way = ways_[fused.node][fused.way];
    way.cycles = compiler::Cost::impossible().first;  // Unless it is found.
    return {search_name(fused.node, fused.request.name),
            fused_task(fused.data, fused.request, config_, request_.effort),
            [this, &fused, &way](const std::function<void(int)>& simulated) {
              const PairChoice choice =
                  search_fused(laboratory_, fused.data, fused.request, config_, request_.effort, simulated);
              way.cycles = choice.search.cycles;
              way.program = fused_program(*fused.request.mapping, choice.search.plan, passes_of(fused.data),
                                          data_.filters[fused.node], data_.filters[fused.pointwise], config_);
            }};
  }

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

  /// What puts channels of tensors together, if the accelerator has a program for it.
  std::optional<compiler::ChannelSelection> map_selection(std::size_t node) const {
    const compiler::Node& of = data_.graph.nodes[node];
    std::vector<compiler::Shape> inputs;
    for (const std::size_t input : of.inputs) inputs.push_back(shape_of(input));
    try {
      auto selection = compiler::map_selection(of.operation, of.name, inputs);
      if (selection) most_pixels(*selection, config_);
      return selection;
    } catch (const compiler::Refused&) {
      return std::nullopt;
    }
  }

  /// Whether a node's program is the same in whatever order pixels lie, in all tensors the same.
  bool works_by_pixels(std::size_t node) const {
    return selections_[node] || std::holds_alternative<compiler::Addition>(data_.graph.nodes[node].operation);
  }

  /// The windows by which a node can read what another leaves for it, looked for when they are first wanted.
  const std::vector<compiler::WindowReader>& windows_of(std::size_t node) {
    if (!windows_[node]) {
      windows_[node] = layers_[node] ? window_readers(layers_[node]->layer, config_, request_.effort)
                                     : std::vector<compiler::WindowReader>();
    }
    return *windows_[node];
  }

  /// The pointwise layer with which a depthwise one can share a program, if there is one.
  std::optional<std::size_t> pointwise_behind(std::size_t node) const {
    if (!layers_[node]) return std::nullopt;
    const std::vector<std::size_t>& readers = readers_[Graph::output_of(node)];
    const std::vector<std::size_t>& outputs = data_.graph.outputs;
    const bool seen = std::find(outputs.begin(), outputs.end(), Graph::output_of(node)) != outputs.end();
    if (readers.size() != 1 || seen || !layers_[readers.front()]) return std::nullopt;
    if (!makes_pair(layers_[node]->layer, layers_[readers.front()]->layer)) return std::nullopt;
    return readers.front();
  }

  /// The pointwise layer by itself, reading pixels in the order of the blocks that the reader's windows are, which it
  /// leaves; nothing where there is no such program.
  std::optional<compiler::Mapping> mapping_that_leaves(const compiler::WindowReader& reader, std::size_t node) const {
    const compiler::Layer& layer = layers_[node]->layer;
    MappingRequest request = request_mapping(kExchanged, layer, config_);
    if (!request.error.empty()) return std::nullopt;
    try {
      leave_blocks(layer, window_blocks(reader.layer, reader.windows, config_.block), *request.mapping);
    } catch (const compiler::Refused&) {
      return std::nullopt;
    }
    return std::move(request.mapping);
  }

  /// For each tensor the orders of pixels that ways read it in: of a pointwise layer before a depthwise one those of
  /// the blocks that it leaves, of what works pixel by pixel those in which its output is read.
  void find_orders() {
    for (std::size_t node = data_.graph.nodes.size(); node-- > 0;) {
      const std::vector<std::size_t>& inputs = data_.graph.nodes[node].inputs;
      if (works_by_pixels(node)) {
        for (const Order& order : orders_[Graph::output_of(node)]) {
          for (const std::size_t input : inputs) add_order(input, order);
        }
      }
      if (!pointwise_behind(node)) continue;
      const auto before = Graph::node_of(inputs.front());
      if (!before || !layers_[*before]) continue;
      const std::size_t read = data_.graph.nodes[*before].inputs.front();
      if (read == 0) continue;
      for (const compiler::WindowReader& reader : windows_of(node)) {
        const auto mapping = mapping_that_leaves(reader, *before);
        if (mapping) add_order(read, {leaving(reader), mapping->blocks->pixels});
      }
    }
  }

  void add_order(std::size_t tensor, const Order& order) {
    std::vector<Order>& orders = orders_[tensor];
    const bool known =
        std::any_of(orders.begin(), orders.end(), [&](const Order& other) { return same_pixels(order, other); });
    if (!known) orders.push_back(order);
  }

  void add_searches(std::size_t node) {
    const std::size_t input = data_.graph.nodes[node].inputs.front();
    for (const std::string& mapping : mappings_of(node)) {
      const MappingRequest request = request_mapping(mapping, layers_[node]->layer, config_);
      add_convolution_search(node, request);
      for (const Order& order : orders_[Graph::output_of(node)]) add_search_in_order(node, request, order);
    }
    if (input == 0) {
      leave_windows_of_input(node);
    } else {
      leave_windows(node);
    }
    if (left_in_windows_[input]) add_fused_searches(node);
  }

  /// By the same mapping, with the pixels of the output left in an order.
  void add_search_in_order(std::size_t node, MappingRequest request, const Order& order) {
    if (!request.mapping) return;
    try {
      leave_pixels(layers_[node]->layer, order.pixels, *request.mapping);
    } catch (const compiler::Refused&) {
      return;
    }
    request.name = fmt::format("{}, pixels as {}", request.name, order.name);
    add_convolution_search(node, request);
  }

  /// Has a pointwise layer by itself leave the windows of the depthwise layers behind it.
  void leave_windows(std::size_t node) {
    for (const std::size_t reader : readers_[Graph::output_of(node)]) {
      if (!pointwise_behind(reader)) continue;
      for (const compiler::WindowReader& windows : windows_of(reader)) {
        MappingRequest request;
        request.mapping = mapping_that_leaves(windows, node);
        if (!request.mapping) continue;
        request.name = fmt::format("{}, leaving {}", kExchanged, leaving(windows));
        add_convolution_search(node, request);
        left_in_windows_[Graph::output_of(node)] = true;
      }
    }
  }

  /// Has a node on the network's input, which the host packs, leave the windows of the depthwise layers behind it.
  void leave_windows_of_input(std::size_t node) {
    const compiler::Layer& layer = layers_[node]->layer;
    for (const std::size_t reader : readers_[Graph::output_of(node)]) {
      for (const compiler::WindowReader& windows : windows_of(reader)) {
        try {
          MappingRequest request = request_mapping(kFirstLayerMapping, layer, config_);
          if (!request.error.empty()) continue;
          leave_blocks(layer, window_blocks(windows.layer, windows.windows, config_.block), *request.mapping);
          request.name = fmt::format("{}, leaving {}", request.name, leaving(windows));
          add_convolution_search(node, request);
          left_in_windows_[Graph::output_of(node)] = true;
        } catch (const compiler::Refused&) {
          continue;
        }
      }
    }
  }

  void add_convolution_search(std::size_t node, const MappingRequest& request) {
    if (!request.error.empty()) return;
    searches_.push_back({search_name(node, request.name), layer_task(*layers_[node], request, config_, request_.effort),
                         [this, node, request](const std::function<void(int)>& simulated) {
                           add_convolution(node, request, simulated);
                         }});
  }

  void add_operation_search(std::size_t node) {
    searches_.push_back({search_name(node, operations_[node]->mapping.name),
                         operation_task(*operations_[node], config_, request_.effort),
                         [this, node](const std::function<void(int)>& simulated) { add_operation(node, simulated); }});
  }

  void add_selection_search(std::size_t node) {
    searches_.push_back({search_name(node, "select"), selection_task(*selections_[node], config_),
                         [this, node](const std::function<void(int)>& simulated) { add_selection(node, simulated); }});
  }

  /// A depthwise layer whose input is left in its windows, in one program with the pointwise layer behind it, which
  /// leaves the ordinary layout, or the windows of the next depthwise layer.
  void add_fused_searches(std::size_t node) {
    const auto behind = pointwise_behind(node);
    if (!behind) return;
    const std::size_t left = Graph::output_of(*behind);
    const compiler::LayerPair pair{layers_[node]->layer, layers_[*behind]->layer};
    for (const compiler::WindowReader& windows : windows_of(node)) {
      const compiler::Mapping& first = windows.windows;
      const auto add = [&](const std::string& leaves, const auto& make) {
        return add_fused_search(node, *behind, {first.name, std::nullopt, "", {}, leaves}, make);
      };
      add(kRows, [&] { return make_pair_mapping(first, pair, config_, nullptr, compiler::PixelOrder::as_made); });
      for (const Order& order : orders_[left]) {
        add("pixels as " + order.name, [&] { return make_pair_mapping(first, pair, config_, order.pixels); });
      }
      for (const std::size_t reader : readers_[left]) {
        for (const compiler::WindowReader& wanted : windows_of(reader)) {
          if (add(leaving(wanted), [&] { return make_pair_mapping(first, pair, config_, &wanted); }))
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

  /// The way that a search comes to, unless it is there already.
  void add_convolution(std::size_t node, const MappingRequest& request, const std::function<void(int)>& simulated) {
    const SearchData& data = *layers_[node];
    const compiler::MappingChoice choice =
        search_layer(laboratory_, data, request, config_, request_.effort, simulated);
    if (choice.mapping.nest.in_acc()) return;
    std::vector<NodeWay>& ways = ways_[node];
    const compiler::Layer layer = with_bias_entry(data.layer, choice.bias_entry);
    NodeWay way;
    way.name = choice.mapping.name;
    way.reads.push_back(input_layout(layer, choice.mapping, config_));
    way.leaves = output_layout(layer, choice.mapping, config_);
    if (layer.residual_shift) way.reads.push_back(ordinary_of(Graph::output_of(node)));
    way.cycles = choice.search.cycles;
    way.program = convolution_program(data.layer, data_.filters[node], choice, config_);
    way.keeps_zeros = choice.mapping.blocks.has_value();
    const auto same = [&](const NodeWay& other) {
      return other.name == way.name && other.cycles == way.cycles && other.reads == way.reads &&
             other.leaves == way.leaves;
    };
    if (std::none_of(ways.begin(), ways.end(), same)) ways.push_back(std::move(way));
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
    add_in_all_orders(node, std::move(way));
  }

  void add_selection(std::size_t node, const std::function<void(int)>& simulated) {
    const SelectionChoice choice = search_selection(laboratory_, *selections_[node], config_, simulated);
    NodeWay way;
    way.name = "select";
    for (const std::size_t input : data_.graph.nodes[node].inputs) way.reads.push_back(ordinary_of(input));
    way.leaves = ordinary_of(Graph::output_of(node));
    way.cycles = choice.cycles;
    way.program = selection_program(*selections_[node], choice.pixels, config_);
    add_in_all_orders(node, std::move(way));
  }

  /// Adds a way of an operation that reads and leaves the ordinary layout; of one that works pixel by pixel also those
  /// by the same program in which pixels lie otherwise.
  void add_in_all_orders(std::size_t node, NodeWay way) {
    ways_[node].push_back(way);
    if (!works_by_pixels(node)) return;
    const std::vector<std::size_t>& inputs = data_.graph.nodes[node].inputs;
    const std::size_t output = Graph::output_of(node);
    for (const Order& order : orders_[output]) {
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        way.reads[i] = pixel_layout(shape_of(inputs[i]), config_.block, order.pixels);
      }
      way.leaves = pixel_layout(shape_of(output), config_.block, order.pixels);
      ways_[node].push_back(way);
    }
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
    NodeWay second;
    second.name = first.name;
    second.reads.push_back(first.leaves);
    second.leaves = output_layout(mapping.pointwise, mapping.second, config_);
    second.with_previous = true;
    second.keeps_zeros = mapping.second.name == kExchanged;
    fused.way = ways_[fused.node].size();
    ways_[fused.node].push_back(std::move(first));
    fused.pointwise_way = ways_[fused.pointwise].size();
    ways_[fused.pointwise].push_back(std::move(second));
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
    way.host_ns = nanoseconds(layers_[node]       ? host.layer_seconds(layers_[node]->layer, host.cores)
                              : operations_[node] ? host.layer_seconds(operations_[node]->layer, host.cores)
                                                  : moving());
    ways_[node].push_back(std::move(way));
  }

  const compiler::Shape& shape_of(std::size_t tensor) const { return data_.graph.tensors[tensor].shape; }
  TensorLayout ordinary_of(std::size_t tensor) const { return ordinary_layout(shape_of(tensor), config_.block); }

  const Laboratory& laboratory_;
  const NetworkData& data_;
  const isa::HardwareConfig& config_;
  const WaysRequest& request_;
  const std::vector<std::vector<std::size_t>> readers_;  ///< Of each tensor.
  std::vector<std::optional<SearchData>> layers_;        ///< Of each node that is a convolution;
  /// Of a depthwise one the windows that it can read, once they have been wanted.
  std::vector<std::optional<std::vector<compiler::WindowReader>>> windows_;
  std::vector<std::optional<compiler::MappedOperation>> operations_;   ///< What else the accelerator has programs for,
  std::vector<std::optional<compiler::ChannelSelection>> selections_;  ///< whether it computes, or puts together.
  std::vector<bool> left_in_windows_;       ///< Tensors that some way leaves in the windows of a reader.
  std::vector<std::vector<Order>> orders_;  ///< Of each tensor, those that it is read in, row by row aside.
  std::vector<Search> searches_;            ///< Of one node each,
  std::vector<FusedSearch> fused_;          ///< and of two.
  std::int32_t programs_ = 0;               ///< Of two nodes.
  std::vector<std::vector<NodeWay>> ways_;
};

}  // namespace

std::vector<std::vector<NodeWay>> find_ways(const Laboratory& laboratory, const NetworkData& data,
                                            const isa::HardwareConfig& config, const WaysRequest& request,
                                            const SearchProgress& progress) {
  return Ways(laboratory, data, config, request).find(progress);
}

}  // namespace vtasim::experiment
