#include "compiler/codegen/safe_loads.h"

#include <algorithm>

#include "isa/rules/in_flight.h"
#include "isa/rules/transfer.h"

namespace vtasim::compiler {
namespace {

/// Rows [begin, end) of a LOAD, with the padding beside them, and above the first and below the last.
isa::Load rows_of(const isa::Load& load, std::uint32_t begin, std::uint32_t end) {
  isa::Load part = load;
  part.y_size = end - begin;
  part.dram_base += begin * load.x_stride;
  if (begin > 0) {
    part.y_pad_0 = 0;
    part.sram_base += (load.y_pad_0 + begin) * (load.x_pad_0 + load.x_size + load.x_pad_1);
  }
  if (end < load.y_size) part.y_pad_1 = 0;
  return part;
}

/// Columns [begin, end) of a LOAD of one row without padding.
isa::Load cols_of(const isa::Load& load, std::uint32_t begin, std::uint32_t end) {
  isa::Load part = load;
  part.x_size = end - begin;
  part.x_stride = part.x_size;
  part.dram_base += begin;
  part.sram_base += begin;
  return part;
}

/// Cuts [0, size) into pieces from the front, each as long as possible with part(load, begin, end) safe, or of size 1.
template <typename Part>
std::vector<isa::Load> cut(const isa::Load& load, std::uint32_t size, const isa::HardwareConfig& config, Part&& part) {
  const std::int64_t limit = isa::in_flight_limit(static_cast<isa::Buffer>(load.buffer), config);
  std::vector<isa::Load> parts;
  for (std::uint32_t begin = 0; begin < size;) {
    std::uint32_t end = begin + 1;
    while (end < size && beats_of(transfer_of(part(load, begin, end + 1), config), config) < limit) ++end;
    parts.push_back(part(load, begin, end));
    begin = end;
  }
  return parts;
}

}  // namespace

std::vector<isa::Load> safe_loads(const isa::Load& load, const isa::HardwareConfig& config) {
  const std::int64_t limit = isa::in_flight_limit(static_cast<isa::Buffer>(load.buffer), config);
  if (beats_of(transfer_of(load, config), config) < limit) return {load};
  if (load.y_size == 1) return cut(load, load.x_size, config, cols_of);
  std::vector<isa::Load> parts;
  for (const isa::Load& rows : cut(load, load.y_size, config, rows_of)) {
    const std::vector<isa::Load> safe = rows.y_size == 1 ? safe_loads(rows, config) : std::vector<isa::Load>{rows};
    parts.insert(parts.end(), safe.begin(), safe.end());
  }
  return parts;
}

void append_load(const isa::Load& load, const isa::HardwareConfig& config, UopTable& program) {
  for (const isa::Load& part : safe_loads(load, config)) program.append(part);
}

}  // namespace vtasim::compiler
