#pragma once

#include <cstdint>

#include "isa/instruction.h"

namespace vtasim::isa {

/// The DRAM side of a LOAD or STORE: rows of bytes at equal distances.
struct Transfer {
  std::uint64_t address = 0;
  std::uint64_t row_bytes = 0;
  std::uint64_t rows = 0;
  std::uint64_t stride_bytes = 0;
  std::uint64_t bytes() const { return row_bytes * rows; }
  /// One past the last byte.
  std::uint64_t end() const { return rows == 0 ? address : address + (rows - 1) * stride_bytes + row_bytes; }
};

/// What an instruction moves; nothing (no rows) for one with x_size 0, or whose unit hangs on y_size 0. The buffer of a
/// STORE is out.
Transfer transfer_of(const Load& load, const HardwareConfig& config);
Transfer transfer_of(const Store& store, const HardwareConfig& config);

/// True when two transfers have a byte in common.
bool overlap(const Transfer& a, const Transfer& b);

/// Bus beats of a transfer: every row moves all beats that it touches.
std::int64_t beats_of(const Transfer& transfer, const HardwareConfig& config);

/// Least cycles of the store path for a transfer of less than 4 GiB (write_path.h).
std::int64_t store_cycles_of(const Transfer& transfer, const HardwareConfig& config);

}  // namespace vtasim::isa
