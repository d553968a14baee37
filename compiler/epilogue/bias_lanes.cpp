#include "compiler/epilogue/bias_lanes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/lanes/refused.h"

namespace vtasim::compiler {
namespace {

constexpr int kLowestDigit = -128;
constexpr int kHighestDigit = 127;

/// A bias as a digit of the unit lane and the sum of those of the others.
struct Split {
  std::int64_t unit = 0;
  std::int64_t large = 0;
};

std::optional<Split> split(std::int32_t bias, std::size_t lanes) {
  const std::int64_t step = -kLargeConstant;
  const auto large_lanes = static_cast<std::int64_t>(lanes) - 1;
  const std::int64_t floor = bias >= 0 ? bias / step : -((step - 1 - bias) / step);
  const std::int64_t large = std::clamp(-floor, kLowestDigit * large_lanes, kHighestDigit * large_lanes);
  const std::int64_t unit = bias + large * step;
  if (unit < kLowestDigit || unit > kHighestDigit) return std::nullopt;
  return Split{unit, large};
}

using Lanes = std::vector<std::size_t>;  ///< Of a vector.

/// The in lanes of a vector that hold no input, in whatever group; `plane` is one of a group's.
Lanes spare_lanes(const Layer& layer, const Mapping& mapping, int plane, std::size_t vector, std::size_t block) {
  Lanes lanes;
  for (std::size_t i = 0; i < block; ++i) {
    const Lane& lane = mapping.in.lanes[vector * block + i];
    bool spare = true;
    for (int first = 0; first < mapping.nest.planes; first += mapping.nest.planes_per_group) {
      spare &= !(lane.used && in_channel(layer, mapping, first + plane, lane.channel));
    }
    if (spare) lanes.push_back(i);
  }
  return lanes;
}

/// Vectors of a place by the lanes that hold no input in them.
std::map<Lanes, std::set<int>> vectors_by_spare_lanes(const Layer& layer, const Mapping& mapping, int plane,
                                                      int block) {
  std::map<Lanes, std::set<int>> vectors;
  for (int v = 0; v < mapping.in.vectors(block); ++v) {
    vectors[spare_lanes(layer, mapping, plane, static_cast<std::size_t>(v), static_cast<std::size_t>(block))].insert(v);
  }
  return vectors;
}

/// What a tap reads lies inside the plane for all positions: never in padding of LOAD's, which holds no constants.
bool always_inside(const LoopNest& nest, const Tap& tap) {
  const int row = tap.dy - nest.pad_rows;
  const int col = tap.dx - nest.pad_cols;
  return row >= 0 && (nest.rows - 1) * nest.stride_rows + row < nest.plane_rows && col >= 0 &&
         (nest.cols - 1) * nest.stride_cols + col < nest.plane_cols;
}

/// For each out vector, the first tap of a plane of a group that reads one of these vectors of a place and never meets
/// padding; -1 for none.
std::vector<int> first_taps(const Mapping& mapping, int plane, const std::set<int>& vectors, int block) {
  const LoopNest& nest = mapping.nest;
  const int cols = mapping.in.vector_cols(block);
  std::vector<int> taps(static_cast<std::size_t>(nest.vectors_per_position), -1);
  for (std::size_t t = nest.taps.size(); t-- > 0;) {
    const Tap& tap = nest.taps[t];
    const int vector = tap.dy % mapping.in.vector_rows * cols + tap.dx % cols;
    if (tap.plane != plane || vectors.count(vector) == 0 || !always_inside(nest, tap)) continue;
    taps[static_cast<std::size_t>(tap.out_vector)] = static_cast<int>(t);
  }
  return taps;
}

/// The lanes of an in vector that carry the bias: the same in all vectors that do.
Lanes lanes_of(const Mapping& mapping) {
  const std::size_t block = mapping.out.lanes.size() / static_cast<std::size_t>(mapping.nest.vectors_per_position);
  std::set<std::size_t> lanes;
  for (std::size_t i = 0; i < mapping.constants.size(); ++i) {
    if (mapping.constants[i] != 0) lanes.insert(i % block);
  }
  return {lanes.begin(), lanes.end()};
}

}  // namespace

bool bias_fits(std::int32_t bias, std::size_t lanes) { return split(bias, lanes).has_value(); }

std::optional<std::vector<std::int8_t>> bias_digits(std::int32_t bias, std::size_t lanes) {
  const std::optional<Split> parts = split(bias, lanes);
  if (!parts) return std::nullopt;
  std::vector<std::int8_t> digits{static_cast<std::int8_t>(parts->unit)};
  std::int64_t rest = parts->large;
  while (digits.size() < lanes) {
    const std::int64_t digit = std::clamp<std::int64_t>(rest, kLowestDigit, kHighestDigit);
    digits.push_back(static_cast<std::int8_t>(digit));
    rest -= digit;
  }
  return digits;
}

void plan_bias_lanes(const Layer& layer, const isa::HardwareConfig& config, Mapping& mapping) {
  const auto refuse = [&](const char* why) {
    throw Refused(fmt::format(
        "layer {}: bias_entry is \"lane\"; with mapping {} it must be \"auto\", \"alu\", \"load\" or \"product\": {}",
        layer.name, mapping.name, why));
  };
  if (mapping.nest.in_acc()) refuse("its sums are of one lane each, into which no constant leads");
  Lanes best;
  std::set<int> best_vectors;
  bool some_spare = false;
  for (int plane = 0; plane < mapping.nest.planes_per_group; ++plane) {
    for (const auto& [lanes, vectors] : vectors_by_spare_lanes(layer, mapping, plane, config.block)) {
      some_spare |= !lanes.empty();
      if (lanes.size() <= best.size()) continue;
      std::vector<int> taps = first_taps(mapping, plane, vectors, config.block);
      if (std::find(taps.begin(), taps.end(), -1) != taps.end()) continue;
      best = lanes;
      best_vectors = vectors;
      mapping.bias_taps = std::move(taps);
    }
  }
  if (best.empty()) {
    refuse(some_spare ? "every tap that could bring in constants meets padding, which LOAD fills with zeros"
                      : "it has no lane to spare");
  }
  mapping.host_packed = true;  // Constants are in no ordinary layout.
  mapping.constants.assign(mapping.in.lanes.size(), 0);
  for (const int vector : best_vectors) {
    const std::size_t first = static_cast<std::size_t>(vector) * static_cast<std::size_t>(config.block);
    for (const std::size_t lane : best) mapping.constants[first + lane] = static_cast<std::int8_t>(kLargeConstant);
    mapping.constants[first + best.front()] = static_cast<std::int8_t>(kUnitConstant);
  }
}

void check_bias_lanes(const Layer& layer, const Mapping& mapping, const std::vector<std::int32_t>& bias) {
  if (mapping.constants.empty()) return;
  const std::size_t lanes = lanes_of(mapping).size();
  const auto large_lanes = static_cast<std::int64_t>(lanes) - 1;
  for (std::size_t o = 0; o < bias.size(); ++o) {
    if (bias_fits(bias[o], lanes)) continue;
    throw Refused(fmt::format(
        "layer {}: bias_entry is \"lane\"; the bias of channel {} with its zero point, {}, does not fit the "
        "{} spare lanes of mapping {}, which reach {} to {}",
        layer.name, o, bias[o], lanes, mapping.name, kLowestDigit + large_lanes * kHighestDigit * kLargeConstant,
        kHighestDigit + large_lanes * kLowestDigit * kLargeConstant));
  }
}

bool bias_fits_lanes(const Mapping& mapping, const std::vector<std::int32_t>& bias) {
  const std::size_t lanes = lanes_of(mapping).size();
  return lanes > 0 &&
         std::all_of(bias.begin(), bias.end(), [lanes](std::int32_t value) { return bias_fits(value, lanes); });
}

void pack_bias_digits(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                      const std::vector<std::int32_t>& bias, std::vector<std::uint8_t>& filter) {
  if (mapping.constants.empty()) return;
  check_bias_lanes(layer, mapping, bias);
  const auto block = static_cast<std::size_t>(config.block);
  const std::size_t element = static_cast<std::size_t>(config.element_bytes(mapping.nest.filter()));
  const Lanes lanes = lanes_of(mapping);
  for (int q = 0; q < mapping.nest.filters; ++q) {
    for (std::size_t out = 0; out < mapping.out.lanes.size(); ++out) {
      const std::optional<int> o = out_channel(layer, mapping, q, out);
      if (!o) continue;
      const auto digits = *bias_digits(bias[static_cast<std::size_t>(*o)], lanes.size());
      const auto tap = static_cast<std::size_t>(mapping.bias_taps[out / block]);
      const std::size_t base = (static_cast<std::size_t>(q) * mapping.nest.taps.size() + tap) * element;
      // A filter's vector of taps serves all out lanes; its tile has a row for each.
      const std::size_t row = mapping.nest.operands == Operands::swapped ? 0 : out % block * block;
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        filter[base + row + lanes[i]] = static_cast<std::uint8_t>(digits[i]);
      }
    }
  }
}

}  // namespace vtasim::compiler
