#include "compiler/lanes/build_loop_nest.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "compiler/lanes/border_bias.h"
#include "compiler/lanes/planes.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// Out vectors in a row that have to be joined so that one step of them is a multiple of `in_step`. There are only as
/// many as reach over `extent`.
int joined_vectors(int out_step, int stride, int in_step, int extent) {
  const int vectors_per_position = in_step / std::gcd(in_step, out_step * stride);
  return std::min(vectors_per_position, ceil_div(extent, out_step));
}

/// Joins rows x cols neighbouring vectors into one place with as many vectors.
LaneMap joined(const LaneMap& map, int rows, int cols) {
  LaneMap result = map;
  result.lanes.clear();
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < cols; ++c) {
      for (Lane lane : map.lanes) {
        lane.dy += r * map.row_step;
        lane.dx += c * map.col_step;
        result.lanes.push_back(lane);
      }
    }
  }
  result.row_step *= rows;
  result.col_step *= cols;
  return result;
}

bool single_pixels(const LaneMap& map, int block) {
  return map.row_step == 1 && map.col_step == 1 && map.vectors(block) == 1 && map.of_one_pixel();
}

/// True where vectors of single pixels hold the channels as (N, C/block, H, W, block) does.
bool ordinary_layout(const LaneMap& map, int channels, int group_channels, int block) {
  if (!single_pixels(map, block) || map.channel_step != block) return false;
  for (int i = 0; i < block; ++i) {
    const Lane& lane = map.lanes[static_cast<std::size_t>(i)];
    if (!lane.used || lane.channel != i) return false;
  }
  return group_channels % block == 0 || group_channels >= channels;
}

/// Steps of in vectors from an out position to the next; any where there is only one.
int stride_of(int positions, int out_step, int stride, int in_step) {
  return positions == 1 ? 1 : out_step * stride / in_step;
}

/// The rectangle of in vectors that the out vectors of a plane read, from the origin of the padded input on.
struct Extent {
  int rows = 0;
  int cols = 0;
};

Extent count_positions(const Layer& layer, const Mapping& mapping, int vectors, LoopNest& nest) {
  nest.rows = ceil_div(layer.out_height(), mapping.out.row_step);
  nest.cols = ceil_div(layer.out_width(), mapping.out.col_step);
  nest.stride_rows = stride_of(nest.rows, mapping.out.row_step, layer.stride_h, mapping.in.row_step);
  nest.stride_cols = stride_of(nest.cols, mapping.out.col_step, layer.stride_w, mapping.in.col_step) * vectors;
  int last_row = 0;
  int last_col = 0;
  for (const Tap& tap : mapping.routing.taps) {
    last_row = std::max(last_row, tap.dy);
    last_col = std::max(last_col, tap.dx);
  }
  return {(nest.rows - 1) * nest.stride_rows + last_row + 1,
          (nest.cols - 1) * nest.stride_cols + ceil_div(last_col + 1, vectors) * vectors};
}

/// LOAD pads with vectors of zeros, at most so many on a side, where a vector is a pixel.
bool load_can_pad(const Layer& layer, const LaneMap& in, const Extent& extent, int block) {
  return single_pixels(in, block) && layer.pad_top <= isa::kLargestPad && layer.pad_left <= isa::kLargestPad &&
         extent.rows - layer.pad_top - layer.height <= isa::kLargestPad &&
         extent.cols - layer.pad_left - layer.width <= isa::kLargestPad;
}

/// Where 0 in the padding stands for 0: as it is, where none is read, or by biases of their own for out vectors at the
/// border. Those are copied by the ALU, and take acc entries that large kernels with much padding would make too many.
bool zeros_are_exact(const Layer& layer, const Mapping& mapping, const Extent& extent,
                     const isa::HardwareConfig& config) {
  const bool none_read =
      layer.pad_top + layer.pad_left == 0 && extent.rows <= layer.height && extent.cols <= layer.width;
  if (layer.input_zero_point == 0 || none_read) return true;
  constexpr int kMostBiases = 25;
  constexpr int kShareOfAcc = 8;
  const bool by_alu = layer.bias_entry == BiasEntry::automatic || layer.bias_entry == BiasEntry::alu;
  const auto biases = bias_row_ranges(layer, mapping.out, mapping.nest.rows).size() *
                      bias_col_ranges(layer, mapping.out, mapping.nest.cols).size();
  return by_alu && biases <= kMostBiases && biases * kShareOfAcc <= static_cast<std::size_t>(config.acc_depth);
}

void place_plane(const Layer& layer, const Mapping& mapping, const Extent& extent, LoopNest& nest) {
  if (mapping.host_padding) {
    nest.plane_rows = extent.rows;
    nest.plane_cols = extent.cols;
  } else {
    nest.plane_rows = layer.height;
    nest.plane_cols = layer.width;
    nest.pad_rows = layer.pad_top;
    nest.pad_cols = layer.pad_left;
  }
}

/// A kernel of one row with a stride reads only every stride-th row. Takes the rows from one of these to the next for a
/// single long row of the plane, of which only the front is loaded.
void skip_rows(const Extent& extent, Mapping& mapping) {
  LoopNest& nest = mapping.nest;
  const int stride = nest.stride_rows;
  const bool one_row = std::all_of(nest.taps.begin(), nest.taps.end(), [](const Tap& tap) { return tap.dy == 0; });
  const bool padded = nest.pad_rows + nest.pad_cols > 0 || extent.cols > nest.plane_cols;
  if (!one_row || padded || nest.plane_rows % stride != 0 || nest.plane_cols > isa::kLargestStride / stride) return;
  nest.plane_rows /= stride;
  nest.plane_cols *= stride;
  nest.stride_rows = 1;
  mapping.rows_in_plane_row = stride;
}

std::string layout_name(const Layer& layer, const Mapping& mapping, int block) {
  if (has_ordinary_output(layer, mapping, block)) {
    return fmt::format("(N, O/{}, H, W, {})", block, block);
  }
  const int vectors = mapping.out.vectors(block);
  const std::string vectors_per_position = vectors == 1 ? "" : fmt::format("{}, ", vectors);
  return fmt::format("(N, O/{}, {}H/{}, W/{}, {})", mapping.out.channel_step, vectors_per_position,
                     mapping.out.row_step, mapping.out.col_step, block);
}

}  // namespace

bool has_ordinary_output(const Layer& layer, const Mapping& mapping, int block) {
  const int group_out = mapping.layer_groups * layer.out_channels / layer.groups;
  return ordinary_layout(mapping.out, layer.out_channels, group_out, block);
}

int groups_in_vectors(const Layer& layer, int in_channels, int out_channels) {
  const int group_in = layer.channels / layer.groups;
  const int group_out = layer.out_channels / layer.groups;
  return std::min(layer.groups, std::max({1, in_channels / group_in, out_channels / group_out}));
}

Mapping build_loop_nest(const std::string& name, const Layer& layer, LaneChoice choice,
                        const isa::HardwareConfig& config) {
  Mapping mapping;
  mapping.name = name;
  mapping.in = std::move(choice.in);
  mapping.out =
      joined(choice.out, joined_vectors(choice.out.row_step, layer.stride_h, mapping.in.row_step, layer.out_height()),
             joined_vectors(choice.out.col_step, layer.stride_w, mapping.in.col_step, layer.out_width()));
  mapping.layer_groups = choice.layer_groups;
  mapping.routing = route_taps(layer, mapping.in, mapping.out, config.block);
  mapping.output_layout = layout_name(layer, mapping, config.block);

  LoopNest& nest = mapping.nest;
  nest.images = layer.batch;
  nest.vectors_per_position = mapping.out.vectors(config.block);
  nest.bias = layer.bias;
  count_planes(layer, mapping, nest);
  // From here on in this order: the positions say how far out vectors read, that whether LOAD can pad, that where the
  // plane begins. Rows are skipped in what has come of it.
  const Extent extent = count_positions(layer, mapping, mapping.in.vectors(config.block), nest);
  mapping.host_padding =
      !load_can_pad(layer, mapping.in, extent, config.block) || !zeros_are_exact(layer, mapping, extent, config);
  // A last plane that has fewer of the layer's groups than the others has as many in vectors all the same.
  const int vectors = ceil_div(layer.channels, config.block);
  const int group_in = mapping.layer_groups * layer.channels / layer.groups;
  mapping.host_packed = mapping.host_padding || nest.planes != vectors ||
                        !ordinary_layout(mapping.in, layer.channels, group_in, config.block);
  place_plane(layer, mapping, extent, nest);
  repeat_taps(mapping.routing.taps, nest);
  skip_rows(extent, mapping);
  return mapping;
}

}  // namespace vtasim::compiler
