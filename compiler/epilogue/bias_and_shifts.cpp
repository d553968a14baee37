#include "compiler/epilogue/bias_and_shifts.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "compiler/epilogue/bias_lanes.h"
#include "compiler/epilogue/bias_product.h"
#include "compiler/lanes/border_bias.h"
#include "isa/base/append_word.h"
#include "isa/rules/compute_cycles.h"

namespace vtasim::compiler {
namespace {

/// LOAD pads with zeros that do not stand for 0.
bool has_border_biases(const Layer& layer, const Mapping& mapping) {
  return layer.input_zero_point != 0 && !mapping.host_padding;
}

/// The shift that all lanes of a filter's out vectors have, for each filter; nothing where channels in them differ.
std::vector<std::optional<int>> filter_shifts(const Layer& layer, const Mapping& mapping) {
  std::vector<std::optional<int>> shifts;
  for (int q = 0; q < mapping.nest.filters; ++q) {
    std::optional<int> shift;
    bool differ = false;
    for (std::size_t lane = 0; lane < mapping.out.lanes.size(); ++lane) {
      const std::optional<int> o = out_channel(layer, mapping, q, lane);
      if (!o) continue;
      differ |= shift && *shift != layer.shift_of(*o);
      shift = layer.shift_of(*o);
    }
    shifts.push_back(differ ? std::nullopt : std::optional(shift.value_or(0)));
  }
  return shifts;
}

/// Where the shifts come from, if channels have their own.
void plan_shifts(const Layer& layer, const isa::HardwareConfig& config, Mapping& mapping) {
  LoopNest& nest = mapping.nest;
  if (!shifts_differ(layer)) return;
  nest.filter_shifts = filter_shifts(layer, mapping);
  const bool lanes_differ =
      std::find(nest.filter_shifts.begin(), nest.filter_shifts.end(), std::nullopt) != nest.filter_shifts.end();
  // One more cycle for every vector, and the beats that load the shifts, against an instruction a filter.
  const std::int64_t register_cycles = std::int64_t{nest.vectors_per_position} * nest.rows * nest.cols +
                                       config.element_bytes(isa::Buffer::acc) / config.bus_bytes;
  nest.shifts = lanes_differ || register_cycles < isa::kComputeOverhead;
}

}  // namespace

std::vector<std::int32_t> folded_bias(const Layer& layer, const LayerTensors& tensors) {
  std::vector<std::int32_t> bias;
  if (!layer.has_bias()) return bias;
  const auto channels = static_cast<std::size_t>(layer.out_channels);
  const std::size_t weights = tensors.weights.data.size() / channels;
  for (std::size_t o = 0; o < channels; ++o) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < weights; ++i) sum += tensors.weights.data[o * weights + i];
    const std::int64_t own = layer.bias ? tensors.bias[o] : 0;
    const std::int32_t rounding = layer.rounding_of(static_cast<int>(o));
    bias.push_back(static_cast<std::int32_t>(own - layer.input_zero_point * sum + rounding));
  }
  return bias;
}

bool shifts_differ(const Layer& layer) {
  return std::adjacent_find(layer.shifts.begin(), layer.shifts.end(), std::not_equal_to<>()) != layer.shifts.end();
}

void plan_bias_and_shifts(const Layer& layer, const isa::HardwareConfig& config, Mapping& mapping) {
  LoopNest& nest = mapping.nest;
  nest.bias = layer.has_bias();
  if (nest.bias && layer.bias_entry == BiasEntry::lane) {
    plan_bias_lanes(layer, config, mapping);
    nest.bias = false;
  }
  nest.bias_loaded = nest.bias && layer.bias_entry == BiasEntry::load;
  if (has_border_biases(layer, mapping)) {
    nest.bias_rows = bias_row_ranges(layer, mapping.out, nest.rows);
    nest.bias_cols = bias_col_ranges(layer, mapping.out, nest.cols);
  }
  const int vector_bytes = config.element_bytes(isa::Buffer::acc);
  if (nest.bias_loaded) {
    // No burst is longer; more copies save nothing.
    const int burst_vectors = std::max(1, config.max_burst_beats * config.bus_bytes / vector_bytes);
    nest.bias_copies = static_cast<int>(
        std::min(std::int64_t{burst_vectors}, std::int64_t{nest.vectors_per_position} * nest.rows * nest.cols));
  }
  plan_shifts(layer, config, mapping);
  if (nest.bias && layer.bias_entry == BiasEntry::product) plan_bias_product(layer, mapping);
}

std::int64_t bias_and_shift_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  if (nest.bias_product) return 0;
  return std::int64_t{nest.filters} * (nest.bias_and_shift_vectors() + nest.bias_copies) *
         config.element_bytes(isa::Buffer::acc);
}

std::vector<std::uint8_t> pack_bias_and_shifts(const Layer& layer, const Mapping& mapping,
                                               const std::vector<std::int32_t>& bias, const Tensor8& weights) {
  const LoopNest& nest = mapping.nest;
  std::vector<std::uint8_t> bytes;
  if (nest.bias_product) return bytes;
  // The vectors at a place have the channels of the first.
  const std::size_t lanes = mapping.out.lanes.size() / static_cast<std::size_t>(nest.vectors_per_position);
  const auto append_vector = [&](int q, auto&& value_of_lane) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::optional<int> o = out_channel(layer, mapping, q, lane);
      const std::int32_t value = o ? value_of_lane(*o, mapping.out.lanes[lane]) : 0;
      append_word(static_cast<std::uint32_t>(value), bytes);
    }
  };
  const auto bias_of = [&](int o, const Lane&) { return bias[static_cast<std::size_t>(o)]; };
  const auto shift_of = [&](int o, const Lane&) { return layer.shift_of(o); };
  const auto append_border_bias = [&](int q, int row, int col) {
    append_vector(q, [&](int o, const Lane& lane) {
      const std::int64_t lacks = border_correction(layer, weights, o, row * mapping.out.row_step + lane.dy,
                                                   col * mapping.out.col_step + lane.dx);
      return static_cast<std::int32_t>(bias[static_cast<std::size_t>(o)] + lacks);
    });
  };
  const auto append_biases = [&](int q) {
    if (!has_border_biases(layer, mapping)) return append_vector(q, bias_of);
    for (const int row : nest.bias_rows) {
      for (const int col : nest.bias_cols) append_border_bias(q, row, col);
    }
  };
  for (int q = 0; q < nest.filters; ++q) {
    if (nest.bias && !nest.bias_loaded) append_biases(q);
    if (nest.shifts) append_vector(q, shift_of);
  }
  for (int q = 0; q < nest.filters; ++q) {
    for (int copy = 0; copy < nest.bias_copies; ++copy) append_vector(q, bias_of);
  }
  return bytes;
}

}  // namespace vtasim::compiler
