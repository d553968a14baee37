#include "compiler/planning/wanted_layouts.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "compiler/fusion/layer_pair.h"
#include "compiler/fusion/window_readers.h"
#include "compiler/lanes/leave_blocks.h"
#include "compiler/lanes/refused.h"
#include "compiler/packing/window_blocks.h"
#include "compiler/search/search_mappings.h"

namespace vtasim::compiler {
namespace {

/// The layer of a node that is a convolution; null for any other.
const Layer* layer_of(const Graph& graph, std::size_t node) {
  const auto* convolution = std::get_if<Convolution>(&graph.nodes[node].operation);
  return convolution == nullptr ? nullptr : &convolution->layer;
}

}  // namespace

std::string words_for(const WindowReader& reader) {
  const Layer& layer = reader.layer;
  return fmt::format("{} of {}x{}, kernel {}x{}, stride {}x{}, padding {} {} {} {}", reader.windows.name, layer.height,
                     layer.width, layer.kernel_h, layer.kernel_w, layer.stride_h, layer.stride_w, layer.pad_top,
                     layer.pad_bottom, layer.pad_left, layer.pad_right);
}

WantedLayouts::WantedLayouts(const Graph& graph, const isa::HardwareConfig& config, SearchEffort effort)
    : graph_(graph),
      config_(config),
      readers_(compiler::readers_of(graph)),
      windows_(graph.nodes.size()),
      orders_(graph.tensors.size()),
      windows_by_change_(graph.nodes.size()) {
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    if (const Layer* const layer = layer_of(graph, node)) windows_[node] = window_readers(*layer, config, effort);
  }
  for (std::size_t node = graph.nodes.size(); node-- > 0;) {  // Who reads a tensor stands behind who makes it.
    if (works_by_pixels(graph.nodes[node].operation)) {
      for (const WantedOrder& order : orders_[Graph::output_of(node)]) {
        for (const std::size_t input : graph.nodes[node].inputs) want(input, order);
      }
    }
    if (!pointwise_behind(node)) continue;
    want_blocks_before(node);
    want_blocks(node);
  }
}

std::optional<std::size_t> WantedLayouts::pointwise_behind(std::size_t node) const {
  const std::vector<std::size_t>& readers = readers_[Graph::output_of(node)];
  const std::vector<std::size_t>& outputs = graph_.outputs;
  const bool seen = std::find(outputs.begin(), outputs.end(), Graph::output_of(node)) != outputs.end();
  if (readers.size() != 1 || seen) return std::nullopt;
  const Layer* const first = layer_of(graph_, node);
  const Layer* const second = layer_of(graph_, readers.front());
  if (first == nullptr || second == nullptr || !makes_pair(*first, *second)) return std::nullopt;
  return readers.front();
}

std::optional<Mapping> WantedLayouts::mapping_that_leaves(const WindowReader& reader, std::size_t node) const {
  const Layer& layer = *layer_of(graph_, node);
  const bool on_input = graph_.nodes[node].inputs.front() == 0;
  try {
    Mapping mapping = make_checked_mapping(on_input ? "swapped-im2col" : "exchanged", layer, config_);
    leave_blocks(layer, window_blocks(reader.layer, reader.windows, config_.block), mapping);
    return mapping;
  } catch (const Refused&) {
    return std::nullopt;
  }
}

// Has the input of the layer in front of a depthwise one wanted in the order of the blocks that it leaves.
void WantedLayouts::want_blocks_before(std::size_t node) {
  const auto before = Graph::node_of(graph_.nodes[node].inputs.front());
  if (!before || layer_of(graph_, *before) == nullptr) return;
  const std::size_t read = graph_.nodes[*before].inputs.front();
  if (read == 0) return;
  for (const WindowReader& reader : windows_[node]) {
    const auto mapping = mapping_that_leaves(reader, *before);
    if (mapping) want(read, {words_for(reader), mapping->blocks->pixels});
  }
}

// Has the input of a depthwise layer wanted in the order of the blocks of its windows, unless the layer before leaves
// those.
void WantedLayouts::want_blocks(std::size_t node) {
  const std::size_t read = graph_.nodes[node].inputs.front();
  const auto before = Graph::node_of(read);
  if (!before) return;
  for (const WindowReader& reader : windows_[node]) {
    if (layer_of(graph_, *before) != nullptr && mapping_that_leaves(reader, *before)) continue;
    try {
      want(read, {words_for(reader), window_blocks(reader.layer, reader.windows, config_.block).pixels});
      windows_by_change_[node] = true;
    } catch (const Refused&) {
      continue;
    }
  }
}

void WantedLayouts::want(std::size_t tensor, const WantedOrder& order) {
  std::vector<WantedOrder>& orders = orders_[tensor];
  const bool known =
      std::any_of(orders.begin(), orders.end(), [&](const WantedOrder& other) { return other.pixels == order.pixels; });
  if (!known) orders.push_back(order);
}

}  // namespace vtasim::compiler
