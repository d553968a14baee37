#include "compiler/epilogue/bias_product.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/epilogue/bias_lanes.h"
#include "compiler/lanes/refused.h"

namespace vtasim::compiler {
namespace {

using Digits = std::optional<std::vector<std::int8_t>>;

Digits digits_of(std::int32_t bias, int block) { return bias_digits(bias, static_cast<std::size_t>(block)); }

/// The lanes of all vectors of a place are used alike: they share bias vectors.
bool used_alike(const LaneMap& out, int vectors) {
  const std::size_t block = out.lanes.size() / static_cast<std::size_t>(vectors);
  for (std::size_t i = block; i < out.lanes.size(); ++i) {
    if (out.lanes[i].used != out.lanes[i % block].used) return false;
  }
  return true;
}

}  // namespace

void plan_bias_product(const Layer& layer, Mapping& mapping) {
  LoopNest& nest = mapping.nest;
  const auto refuse = [&](const char* why) {
    throw Refused(
        fmt::format("layer {}: bias_entry is \"product\"; with mapping {} it must be \"auto\", \"alu\", \"load\" or "
                    "\"lane\": {}",
                    layer.name, mapping.name, why));
  };
  if (nest.in_acc()) refuse("its sums are no products of inp and wgt");
  if (mapping.out.channel_step != 1) refuse("its out vectors hold several channels");
  if (nest.biases() != 1) refuse("biases differ at the border of the padding, which LOAD fills with zeros");
  if (nest.shifts) refuse("shifts lie in acc with biases");
  if (!used_alike(mapping.out, nest.vectors_per_position))
    refuse("lanes of the vectors of a place are used differently");
  nest.bias_product = true;
}

void check_bias_product(const Layer& layer, const Mapping& mapping, const std::vector<std::int32_t>& bias, int block) {
  if (!mapping.nest.bias_product) return;
  for (std::size_t o = 0; o < bias.size(); ++o) {
    if (digits_of(bias[o], block)) continue;
    throw Refused(fmt::format(
        "layer {}: bias_entry is \"product\"; with mapping {}, digits for {} lanes do not reach the bias of channel {} "
        "with its zero point, {}",
        layer.name, mapping.name, block, o, bias[o]));
  }
}

bool bias_fits_product(const Mapping& mapping, const std::vector<std::int32_t>& bias, int block) {
  return mapping.nest.bias_product &&
         std::all_of(bias.begin(), bias.end(), [&](std::int32_t b) { return digits_of(b, block).has_value(); });
}

std::int64_t bias_digit_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  return nest.bias_product ? std::int64_t{nest.filters} * config.element_bytes(isa::Buffer::inp) : 0;
}

std::int64_t bias_constant_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  return nest.bias_product ? config.element_bytes(isa::Buffer::wgt) : 0;
}

std::vector<std::uint8_t> pack_bias_digit_vectors(const Layer& layer, const Mapping& mapping,
                                                  const std::vector<std::int32_t>& bias, int block) {
  std::vector<std::uint8_t> bytes;
  if (!mapping.nest.bias_product) return bytes;
  check_bias_product(layer, mapping, bias, block);
  for (int q = 0; q < mapping.nest.filters; ++q) {
    const std::optional<int> o = out_channel(layer, mapping, q, 0);
    const Digits digits = digits_of(o ? bias[static_cast<std::size_t>(*o)] : 0, block);
    for (const std::int8_t digit : *digits) bytes.push_back(static_cast<std::uint8_t>(digit));
  }
  return bytes;
}

std::vector<std::uint8_t> pack_bias_constants(const Mapping& mapping, int block) {
  std::vector<std::uint8_t> tile;
  if (!mapping.nest.bias_product) return tile;
  for (int row = 0; row < block; ++row) {
    const bool used = mapping.out.lanes[static_cast<std::size_t>(row)].used;
    for (int i = 0; i < block; ++i) {
      const int constant = i == 0 ? kUnitConstant : kLargeConstant;
      tile.push_back(static_cast<std::uint8_t>(used ? constant : 0));
    }
  }
  return tile;
}

}  // namespace vtasim::compiler
