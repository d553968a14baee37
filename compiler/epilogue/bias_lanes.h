#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

// A bias that enters by lanes: in lanes that hold no input hold constants on the side of the activation, and digits of
// the bias on the side of the filter, so that their products add up to it. The sums then start from zero. It takes a
// matrix product, which sums over in lanes; the ALU's products stay in their own.

/// Constants of the lanes that carry a bias: 1 in the first, -128 in the others.
inline constexpr int kUnitConstant = 1;
inline constexpr int kLargeConstant = -128;

/// `bias` as digits of -128 to 127, one for each of `lanes` lanes with the constants above. Nothing where it does not
/// fit: each lane beyond the first adds a reach of -16,256 to 16,384.
std::optional<std::vector<std::int8_t>> bias_digits(std::int32_t bias, std::size_t lanes);

/// Whether it has such digits.
bool bias_fits(std::int32_t bias, std::size_t lanes);

/// Chooses the lanes of a mapping that carry the bias, and sets Mapping::constants, Mapping::bias_taps and
/// Mapping::host_packed. Throws Error naming layer and mapping where sums are not over lanes, where no lane is spare,
/// or where every tap that reads a spare one meets padding that LOAD and not the host writes: the constants would be
/// missing there.
void plan_bias_lanes(const Layer& layer, const isa::HardwareConfig& config, Mapping& mapping);

/// Throws Error naming layer, mapping, channel, value and what fits where a mapping's lanes for the bias do not reach
/// as far as `bias` (a value for each output channel).
void check_bias_lanes(const Layer& layer, const Mapping& mapping, const std::vector<std::int32_t>& bias);

/// True where the bias of every channel fits the lanes that the mapping has for it; false where it has none.
bool bias_fits_lanes(const Mapping& mapping, const std::vector<std::int32_t>& bias);

/// Writes the digits of `bias` to a packed filter. Throws Error as check_bias_lanes() does.
void pack_bias_digits(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                      const std::vector<std::int32_t>& bias, std::vector<std::uint8_t>& filter);

}  // namespace vtasim::compiler
