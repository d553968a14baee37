#pragma once

#include <cstdint>

#include "isa/instruction.h"

namespace vtasim::compiler {

// Builders of instructions from numbers that are known to fit their fields: of tiles that were checked against
// scratchpads, of tensors that were checked against DRAM. What does not fit all the same is refused when it is encoded.

/// A number that is not negative as a field of an instruction.
constexpr std::uint32_t field(int n) { return static_cast<std::uint32_t>(n); }

/// Rows of elements in DRAM: `rows` of `cols`, `pitch` apart. Of a single row the pitch does not matter.
struct DramRows {
  int rows = 1;
  int cols = 1;
  int pitch = 1;
};

/// Zeros that a LOAD writes around what it brings.
struct Padding {
  int top = 0;
  int bottom = 0;
  int left = 0;
  int right = 0;
};

/// The LOAD of rows from element `dram` on to entry `sram` of a scratchpad on. Rows that touch each other in DRAM and
/// in the scratchpad are one row: one long burst, and no limit from x_stride.
isa::Load make_load(isa::Buffer buffer, int sram, std::uint32_t dram, const DramRows& data,
                    const Padding& padding = {});

/// The STORE of entries from `sram` on, which lie side by side, to rows from out vector `dram` on.
isa::Store make_store(int sram, std::uint32_t dram, const DramRows& data);

}  // namespace vtasim::compiler
