#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vtasim::compiler {

inline constexpr int kLargestShift = 31;

/// What becomes of the bits that a shift takes away.
enum class Rounding : std::uint8_t {
  floor,    ///< Toward minus infinity, as the hardware shifts.
  half_up,  ///< To the nearest, halves upward: half of what the shift divides by is added before it.
};

/// How 32-bit sums become 8-bit outputs: rounding, arithmetic shift right, clip, the low 8 bits.
struct Requantization {
  int shift = 0;            ///< 0 to kLargestShift
  std::vector<int> shifts;  ///< A shift for each output channel, in place of `shift`; empty: one for all.
  Rounding rounding = Rounding::floor;
  int clip_min = -128;
  int clip_max = 127;
  bool relu = false;         ///< Raises clip_min to 0.
  std::optional<int> relu6;  ///< The output that stands for 6, 0 to 127: clips to [0, that].

  int low_clip() const { return (relu || relu6) && clip_min < 0 ? 0 : clip_min; }   ///< clip_min with relu in it.
  int high_clip() const { return relu6 && *relu6 < clip_max ? *relu6 : clip_max; }  ///< clip_max with relu6 in it.
  int shift_of(int channel) const {                                                 ///< Of an output channel.
    return shifts.empty() ? shift : shifts[static_cast<std::size_t>(channel)];
  }
  /// What rounding adds to the sums of an output channel.
  std::int32_t rounding_of(int channel) const {
    const int by = shift_of(channel);
    return rounding == Rounding::half_up && by > 0 ? std::int32_t{1} << (by - 1) : 0;
  }
  /// Whether rounding adds anything to the sums of any channel.
  bool rounds() const {
    if (rounding == Rounding::floor) return false;
    return shifts.empty() ? shift > 0 : std::any_of(shifts.begin(), shifts.end(), [](int by) { return by > 0; });
  }
};

/// Requantization of one sum of an output channel that has its rounding already, as sums with folded_bias() have:
/// arithmetic shift right (toward minus infinity), not below low_clip(), not above high_clip(), low 8 bits.
inline std::int8_t shift_and_clip(std::int32_t sum, const Requantization& requantization, int channel = 0) {
  const std::int32_t shifted = sum >> requantization.shift_of(channel);
  return static_cast<std::int8_t>(std::min(std::max(shifted, requantization.low_clip()), requantization.high_clip()));
}

/// The same of a sum without it: rounding is added modulo 2^32, as in hardware.
inline std::int8_t requantize(std::int32_t sum, const Requantization& requantization, int channel = 0) {
  const auto rounding = static_cast<std::uint32_t>(requantization.rounding_of(channel));
  return shift_and_clip(static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) + rounding), requantization, channel);
}

}  // namespace vtasim::compiler
