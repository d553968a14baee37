#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "isa/fields.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vtasim::isa {

/// The largest value that a field of an instruction holds; 0 for a name that it has not.
template <class Insn>
constexpr std::uint32_t largest_value(std::string_view field_name) {
  std::uint32_t largest = 0;
  Insn insn;
  visit_fields(insn, [&](const Field& field, std::uint32_t) {
    if (field.name == field_name) largest = field.largest();
  });
  return largest;
}

/// Elements from a row of a LOAD or STORE in DRAM to the next.
inline constexpr int kLargestStride = static_cast<int>(largest_value<Load>("x_stride"));
/// Rows or columns of zeros on a side of a LOAD.
inline constexpr int kLargestPad = static_cast<int>(largest_value<Load>("x_pad_0"));
/// Micro-ops that the first of a list can be named among.
inline constexpr int kAddressableUops = static_cast<int>(largest_value<Gemm>("uop_begin")) + 1;

/// Entries of a scratchpad that instructions can name: its depth, or what the field of a micro-op holds; of the uop
/// scratchpad, what uop_begin holds. The out scratchpad is named by entries of acc.
inline int addressable_depth(Buffer buffer, const HardwareConfig& config) {
  const int bits = buffer == Buffer::wgt ? kUopWgtBits : kUopAccBits;
  return std::min(config.depth(buffer), buffer == Buffer::uop ? kAddressableUops : 1 << bits);
}

}  // namespace vtasim::isa
