#include "compiler/program/dram_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/lanes/refused.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

constexpr std::uint64_t kDramBytes = std::uint64_t{1} << 32;  // Addresses have 32 bits.

}  // namespace

DramLayout::DramLayout(const isa::HardwareConfig& config, std::string what, std::uint64_t begin)
    : config_(config), what_(std::move(what)), end_(begin) {}

std::uint64_t DramLayout::alignment(isa::Buffer buffer, const isa::HardwareConfig& config) {
  const auto burst = static_cast<std::uint64_t>(config.max_burst_beats) * static_cast<std::uint64_t>(config.bus_bytes);
  return std::max(burst, static_cast<std::uint64_t>(config.element_bytes(buffer)));
}

std::uint64_t DramLayout::allocate(std::int64_t bytes, isa::Buffer buffer) {
  const std::uint64_t multiple = alignment(buffer, config_);
  const std::uint64_t address = ceil_div(end_, multiple) * multiple;
  if (bytes > static_cast<std::int64_t>(kDramBytes - address)) {
    throw Refused(fmt::format("{}: needs more than {} bytes of DRAM, which is what addresses reach ({} for {} alone)",
                              what_, kDramBytes, bytes, to_string(buffer)));
  }
  end_ = address + static_cast<std::uint64_t>(bytes);
  return address;
}

std::uint64_t DramLayout::end() const {
  const auto beat = static_cast<std::uint64_t>(config_.bus_bytes);
  return ceil_div(end_, beat) * beat;
}

std::uint32_t element_at(std::uint64_t address, isa::Buffer buffer, const isa::HardwareConfig& config) {
  return static_cast<std::uint32_t>(address / static_cast<std::uint64_t>(config.element_bytes(buffer)));
}

}  // namespace vtasim::compiler
