#include "isa/rules/transfer.h"

#include <algorithm>

#include "isa/semantics.h"

namespace vtasim::isa {
namespace {

constexpr std::int64_t kStoreBurstCycles = 4;

Transfer transfer_of(const MemFields& fields, Buffer buffer, const HardwareConfig& config) {
  if (fields.x_size == 0 || fields.y_size == 0) return {};
  const auto element = static_cast<std::uint64_t>(config.element_bytes(buffer));
  return {dram_address(fields, element), fields.x_size * element, fields.y_size, fields.x_stride * element};
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
  return transfer_of(load, static_cast<Buffer>(load.buffer), config);
}

Transfer transfer_of(const Store& store, const HardwareConfig& config) {
  return transfer_of(store, Buffer::out, config);
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
    beats += (begin + transfer.row_bytes + bus - 1) / bus - begin / bus;
  }
  return static_cast<std::int64_t>(beats);
}

std::int64_t store_cycles_of(const Transfer& transfer, const HardwareConfig& config) {
  const auto bus = static_cast<std::uint64_t>(config.bus_bytes);
  const std::uint64_t page = bus * static_cast<std::uint64_t>(config.max_burst_beats);
  const std::int64_t beats_per_vector = config.element_bytes(Buffer::out) / config.bus_bytes;
  std::int64_t cycles = 0;
  for (std::uint64_t row = 0; row < transfer.rows; ++row) {
    std::uint64_t begin = transfer.address + row * transfer.stride_bytes;
    const std::uint64_t end = begin + transfer.row_bytes;
    while (begin < end) {
      const std::uint64_t burst_end = std::min(end, (begin / page + 1) * page);
      const auto beats = static_cast<std::int64_t>((burst_end + bus - 1) / bus - begin / bus);
      cycles += kStoreBurstCycles + beats;
      if (beats_per_vector > 1) cycles += (beats - 1) / beats_per_vector;
      begin = burst_end;
    }
  }
  return cycles;
}

}  // namespace vtasim::isa
