#include "isa/rules/transfer.h"

#include <algorithm>

#include "isa/base/ceil_div.h"
#include "isa/rules/burst_commands.h"
#include "isa/rules/write_path.h"
#include "isa/semantics.h"

namespace vtasim::isa {
namespace {

Transfer transfer_of(const MemFields& fields, std::uint32_t rows, Buffer buffer, const HardwareConfig& config) {
  if (fields.x_size == 0 || rows == 0) return {};
  const auto element = static_cast<std::uint64_t>(config.element_bytes(buffer));
  return {dram_address(fields, element), fields.x_size * element, rows, fields.x_stride * element};
}

/// True when a row of `transfer` has a byte in [begin, end).
bool touches(const Transfer& transfer, std::uint64_t begin, std::uint64_t end) {
  if (end <= transfer.address || begin >= transfer.end()) return false;
  if (transfer.rows == 1 || transfer.stride_bytes <= transfer.row_bytes) return true;  // No gaps.
  // The last row that starts before `end` reaches furthest.
  const std::uint64_t row = std::min(transfer.rows - 1, (end - 1 - transfer.address) / transfer.stride_bytes);
  return transfer.address + row * transfer.stride_bytes + transfer.row_bytes > begin;
}

}  // namespace

Transfer transfer_of(const Load& load, const HardwareConfig& config) {
  return transfer_of(load, load.y_size, static_cast<Buffer>(load.buffer), config);
}

Transfer transfer_of(const Store& store, const HardwareConfig& config) {
  return transfer_of(store, store_rows(store, config), Buffer::out, config);
}

bool overlap(const Transfer& a, const Transfer& b) {
  if (a.rows == 0 || b.rows == 0 || a.end() <= b.address || b.end() <= a.address) return false;
  const Transfer& fewer = a.rows < b.rows ? a : b;
  const Transfer& more = a.rows < b.rows ? b : a;
  for (std::uint64_t row = 0; row < fewer.rows; ++row) {
    const std::uint64_t begin = fewer.address + row * fewer.stride_bytes;
    if (touches(more, begin, begin + fewer.row_bytes)) return true;
  }
  return false;
}

std::int64_t beats_of(const Transfer& transfer, const HardwareConfig& config) {
  const auto bus = static_cast<std::uint64_t>(config.bus_bytes);
  std::uint64_t beats = 0;
  for (std::uint64_t row = 0; row < transfer.rows; ++row) {
    const std::uint64_t begin = transfer.address + row * transfer.stride_bytes;
    beats += ceil_div(begin + transfer.row_bytes, bus) - begin / bus;
  }
  return static_cast<std::int64_t>(beats);
}

std::int64_t store_cycles_of(const Transfer& transfer, const HardwareConfig& config) {
  BurstCommands bursts(config, static_cast<std::uint32_t>(transfer.address), static_cast<std::uint32_t>(transfer.rows),
                       static_cast<std::uint32_t>(transfer.row_bytes),
                       static_cast<std::uint32_t>(transfer.stride_bytes));
  std::int64_t cycles = 0;
  while (!bursts.empty()) cycles += write_burst_cycles(bursts.next().beats, config);
  return cycles;
}

}  // namespace vtasim::isa
