#include "isa/rules/transfer.h"

#include <algorithm>

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

/// Divides by shifting: rows are many, and divisions take most of their time.
struct PowerOfTwo {
  explicit PowerOfTwo(int power) : value(static_cast<std::uint64_t>(power)), log(__builtin_ctzll(value)) {}
  std::uint64_t divide(std::uint64_t n) const { return n >> log; }
  std::uint64_t divide_up(std::uint64_t n) const { return (n + value - 1) >> log; }
  std::uint64_t value;
  int log;
};

/// The sum of of_row(address) over the rows of a transfer: what depends on where they begin modulo `bytes`, a power of
/// two, alone.
template <class OfRow>
std::int64_t sum_of_rows(const Transfer& transfer, std::uint64_t bytes, OfRow&& of_row) {
  if (transfer.row_bytes == 0) return 0;
  // Rows begin alike again after as many as make the stride a multiple of `bytes`.
  const std::uint64_t stride = transfer.stride_bytes | bytes;
  const int log_period = __builtin_ctzll(bytes) - __builtin_ctzll(stride);
  const std::uint64_t period = std::uint64_t{1} << log_period;
  const std::uint64_t rest = transfer.rows & (period - 1);
  std::int64_t all = 0;
  std::int64_t of_rest = 0;
  for (std::uint64_t row = 0; row < std::min(period, transfer.rows); ++row) {
    if (row == rest) of_rest = all;
    all += of_row(transfer.address + row * transfer.stride_bytes);
  }
  if (transfer.rows < period) return all;
  return static_cast<std::int64_t>(transfer.rows >> log_period) * all + of_rest;
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
  const PowerOfTwo bus(config.bus_bytes);
  return sum_of_rows(transfer, bus.value, [&](std::uint64_t begin) {
    return static_cast<std::int64_t>(bus.divide_up(begin + transfer.row_bytes) - bus.divide(begin));
  });
}

std::int64_t store_cycles_of(const Transfer& transfer, const HardwareConfig& config) {
  // The bursts of BurstCommands, which end at multiples of the largest.
  const PowerOfTwo bus(config.bus_bytes);
  const PowerOfTwo most(config.max_burst_beats);
  const auto cycles_of = [&](std::uint64_t beats) {
    return beats == 0 ? 0 : write_burst_cycles(static_cast<std::int64_t>(beats), config);
  };
  const std::int64_t whole = cycles_of(most.value);
  return sum_of_rows(transfer, bus.value * most.value, [&](std::uint64_t address) {
    const std::uint64_t begin = bus.divide(address);
    const std::uint64_t end = bus.divide_up(address + transfer.row_bytes);
    const std::uint64_t first = std::min(end, most.divide_up(begin) * most.value);
    const std::uint64_t bursts = most.divide(end - first);
    return cycles_of(first - begin) + static_cast<std::int64_t>(bursts) * whole +
           cycles_of(end - first - bursts * most.value);
  });
}

}  // namespace vtasim::isa
