#include "compiler/fusion/pair_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/lanes/leave_blocks.h"
#include "compiler/lanes/pixel_order.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/window_blocks.h"
#include "compiler/program/compile.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

void require_loaded_bias(const Layer& layer) {
  if (!layer.has_bias() || layer.bias_entry != BiasEntry::product) return;
  throw Refused(fmt::format(
      "layer {}: bias_entry is \"product\"; in a pair it must be \"auto\", \"alu\", \"load\" or \"lane\"", layer.name));
}

void require_fused(const Layer& layer) {
  if (layer.requantization_pass != RequantizationPass::separate) return;
  throw Refused(fmt::format("layer {}: requantization.pass is separate; in a pair it must be fused", layer.name));
}

/// Vectors that hold nothing but channels of one pixel, and are not mostly empty.
bool single_pixels(const Layer& layer, const Mapping& mapping, int block) {
  const std::int64_t most = 2 * std::int64_t{ceil_div(layer.out_channels, block)};
  return mapping.out.of_one_pixel() && !mapping.out.sequence && mapping.nest.filters <= most;
}

Transposition transposition_of(const Mapping& first) {
  Transposition t;
  t.rows = first.nest.rows;
  t.cols = first.nest.cols;
  t.row_step = first.out.row_step;
  t.col_step = first.out.col_step;
  t.lanes = first.out.lanes;
  if (first.out.sequence) {
    // Places are pixels, in rows of one.
    for (Lane& lane : t.lanes) lane.dy = lane.first;
    t.row_step = first.out.sequence->step;
  }
  for (const Lane& lane : t.lanes) {
    if (!lane.used) continue;
    t.channels = std::max(t.channels, lane.channel + 1);
    t.row_parts = std::max(t.row_parts, lane.dy / t.part_rows() + 1);
    t.col_parts = std::max(t.col_parts, lane.dx / t.part_cols() + 1);
  }
  return t;
}

bool can_order_pixels(const PairMapping& mapping) {
  return mapping.transposition && mapping.transposition->channels == 1 && !mapping.first.out.sequence;
}

/// Gives the transposition the order of the pixels that the pointwise layer reads.
void order_pixels(const std::vector<Pixel>& pixels, PairMapping& mapping) {
  Transposition& t = *mapping.transposition;
  t.out_rows = mapping.depthwise.out_height();
  t.out_cols = mapping.depthwise.out_width();
  t.places.resize(pixels.size());
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    t.places[static_cast<std::size_t>(pixels[i].row * t.out_cols + pixels[i].col)] = static_cast<int>(i);
  }
}

/// The pixels as the depthwise layer's rows of vectors make them.
std::vector<Pixel> pixels_as_made(const Transposition& t, const Layer& depthwise) {
  std::vector<Pixel> pixels = pixels_by_rows(depthwise.out_height(), depthwise.out_width());
  const auto key = [&](const Pixel& p) {
    return std::array{p.row % t.part_rows() / t.row_step, p.row / t.part_rows(), p.col / t.part_cols(), p.row, p.col};
  };
  std::sort(pixels.begin(), pixels.end(), [&](const Pixel& a, const Pixel& b) { return key(a) < key(b); });
  return pixels;
}

/// Has the pointwise layer read pixels as they are made, and leave them in an order.
void leave_in_order(const std::vector<Pixel>& left, PairMapping& mapping) {
  const std::vector<Pixel> made = pixels_as_made(*mapping.transposition, mapping.depthwise);
  leave_blocks(mapping.pointwise, pixels_in_order(made, left, mapping.depthwise.out_width()), mapping.second);
  order_pixels(made, mapping);
}

/// Has the pointwise layer leave the reader's windows, and read the pixels in the order that its out vectors follow
/// from. Blocks whose pixels the depthwise layer makes last are computed last, so that the others need not wait.
void leave_windows(const WindowReader& reader, const isa::HardwareConfig& config, PairMapping& mapping) {
  Transposition& t = *mapping.transposition;
  const auto time = [&](int row, int) { return row % t.part_rows() / t.row_step; };
  const BlockPlaces blocks = window_blocks(reader.layer, reader.windows, config.block, time);
  mapping.second = make_mapping("exchanged", mapping.pointwise, config);
  leave_blocks(mapping.pointwise, blocks, mapping.second);
  t.row_pixels = config.block;
  // Windows begin where a row and a column of places do.
  t.together_rows = std::max(1, reader.windows.in.row_step / t.row_step);
  t.together_cols = std::max(1, reader.windows.in.col_step / t.col_step);
  order_pixels(blocks.pixels, mapping);
}

void require_follows(const WindowReader& reader, const PairMapping& mapping) {
  const Layer& read = reader.layer;
  const Layer& left = mapping.pointwise;
  const bool follows = read.batch == left.batch && read.channels == left.out_channels &&
                       read.height == left.out_height() && read.width == left.out_width();
  if (!follows) {
    throw Refused(
        fmt::format("layer {}: its input is not the output of layer {}, which is to leave it", read.name, left.name));
  }
  if (can_order_pixels(mapping)) return;
  throw Refused(
      fmt::format("layer {}, mapping {}: its output is brought into the order of the windows of layer {} by a "
                  "transposition, for which out vectors hold pixels of one channel, in parts",
                  mapping.depthwise.name, mapping.first.name, read.name));
}

/// The channel of the layer that a lane of filter q holds; nothing where it has none.
std::optional<int> channel_of(const Layer& layer, const Mapping& mapping, int q, std::size_t lane) {
  return q < mapping.nest.filters ? out_channel(layer, mapping, q, lane) : std::nullopt;
}

/// Single pixels: the vectors of the depthwise layer as they are.
std::vector<std::optional<int>> channels_of_vectors(const Layer& layer, const Mapping& first) {
  std::vector<std::optional<int>> channels;
  for (int q = 0; q < first.nest.filters; ++q) {
    for (std::size_t lane = 0; lane < first.out.lanes.size(); ++lane) {
      channels.push_back(channel_of(layer, first, q, lane));
    }
  }
  return channels;
}

/// Transposed: for each `block` filters a plane for each channel that a vector has, with a lane for each filter.
std::vector<std::optional<int>> channels_of_columns(const Layer& layer, const Mapping& first, const Transposition& t,
                                                    int block) {
  std::vector<std::optional<int>> channels;
  for (int q = 0; q < first.nest.filters; q += block) {
    for (int channel = 0; channel < t.channels; ++channel) {
      const auto lane =
          std::find_if(t.lanes.begin(), t.lanes.end(), [&](const Lane& l) { return l.used && l.channel == channel; });
      for (int row = 0; row < block; ++row) {
        channels.push_back(
            channel_of(layer, first, q + row, static_cast<std::size_t>(std::distance(t.lanes.begin(), lane))));
      }
    }
  }
  return channels;
}

/// The pointwise layer's nest over planes whose pixels lie as the transposition puts them.
void place_pixels(const Mapping& first, const Transposition& t, LoopNest& nest) {
  nest.plane_rows = t.pixel_rows();
  nest.plane_cols = t.pixel_cols();
  if (first.out.sequence) {
    nest.rows *= nest.cols;
    nest.cols = 1;
  }
}

/// A pair whose pointwise layer leaves a reader's windows, or pixels in an order, if there is one.
PairMapping make_mapping_of_pair(const Mapping& first, const LayerPair& pair, const isa::HardwareConfig& config,
                                 const WindowReader* reader, const std::vector<Pixel>* left) {
  require_fused(pair.depthwise);
  require_fused(pair.pointwise);
  require_loaded_bias(pair.depthwise);
  require_loaded_bias(pair.pointwise);
  PairMapping mapping;
  mapping.depthwise = pair.depthwise;
  mapping.first = first;
  const LaneMap& out = first.out;
  if (out.sequence && (!out.sequence->images || first.nest.vectors_per_position > 1)) {
    throw Refused(fmt::format(
        "layer {}, mapping {}: the pixels of an out vector are in no order that a pointwise layer can read; in a pair "
        "windows must lie in parts, such as \"swapped 4x4 step 4x2 parts 2x8\"",
        pair.depthwise.name, first.name));
  }
  if (out.sequence && pair.depthwise.batch > 1) {
    throw Refused(
        fmt::format("layer {}, mapping {}: out vectors can hold pixels of two images; in a pair it takes a batch "
                    "of 1, not {}",
                    pair.depthwise.name, first.name, pair.depthwise.batch));
  }
  if (single_pixels(pair.depthwise, mapping.first, config.block)) {
    mapping.channels = channels_of_vectors(pair.depthwise, mapping.first);
  } else {
    mapping.transposition = transposition_of(mapping.first);
    mapping.channels = channels_of_columns(pair.depthwise, mapping.first, *mapping.transposition, config.block);
  }
  mapping.pointwise = pair.pointwise;
  mapping.pointwise.channels = static_cast<int>(mapping.channels.size());
  if (reader != nullptr) {
    require_follows(*reader, mapping);
    leave_windows(*reader, config, mapping);
  } else {
    mapping.second = make_mapping("direct", mapping.pointwise, config);
    if (left != nullptr && can_order_pixels(mapping) && !mapping.second.host_packed) leave_in_order(*left, mapping);
  }
  if (mapping.second.host_packed) {
    throw Refused(fmt::format(
        "layer {}: bias_entry is \"lane\"; in a pair it must be \"auto\", \"alu\" or \"load\": the depthwise "
        "layer, not the host, writes what it reads",
        pair.pointwise.name));
  }
  mapping.reading = mapping.second.nest;
  if (mapping.transposition && mapping.transposition->places.empty())
    place_pixels(mapping.first, *mapping.transposition, mapping.reading);
  mapping.useful_macs = pair.macs();
  return mapping;
}

}  // namespace

PairMapping make_pair_mapping(const Mapping& first, const LayerPair& pair, const isa::HardwareConfig& config,
                              const WindowReader* reader, PixelOrder order) {
  if (order == PixelOrder::rows) return make_mapping_of_pair(first, pair, config, reader, nullptr);
  const std::vector<Pixel> rows = pixels_by_rows(pair.depthwise.out_height(), pair.depthwise.out_width());
  return make_mapping_of_pair(first, pair, config, reader, &rows);
}

PairMapping make_pair_mapping(const Mapping& first, const LayerPair& pair, const isa::HardwareConfig& config,
                              const std::vector<Pixel>& left) {
  return make_mapping_of_pair(first, pair, config, nullptr, &left);
}

PairMapping make_pair_mapping(const std::string& name, const LayerPair& pair, const isa::HardwareConfig& config) {
  require_fused(pair.depthwise);
  require_fused(pair.pointwise);
  return make_pair_mapping(make_mapping(name, pair.depthwise, config), pair, config);
}

std::vector<PairMapping> pair_mappings(const LayerPair& pair, const isa::HardwareConfig& config) {
  std::vector<PairMapping> mappings;
  for (const std::string& name : mapping_names()) {
    try {
      mappings.push_back(make_pair_mapping(name, pair, config));
    } catch (const Refused&) {
      continue;
    }
  }
  return mappings;
}

Tensor8 ordered_weights(const PairMapping& mapping, const Tensor8& weights) {
  Tensor8 ordered = Tensor8::zeros(weights.n, mapping.pointwise.channels, 1, 1);
  for (int o = 0; o < ordered.n; ++o) {
    for (int c = 0; c < ordered.c; ++c) {
      const std::optional<int> channel = mapping.channels[static_cast<std::size_t>(c)];
      if (channel) ordered.at(o, c, 0, 0) = weights.at(o, *channel, 0, 0);
    }
  }
  return ordered;
}

}  // namespace vtasim::compiler
