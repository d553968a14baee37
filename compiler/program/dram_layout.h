#pragma once

#include <cstdint>
#include <string>

#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// Hands out a program's DRAM from the first page up: page 0 stays free, since VTA's drivers take an address of 0 for
/// none.
class DramLayout {
 public:
  /// `what` is what errors are about. `config` must outlive the layout.
  DramLayout(const isa::HardwareConfig& config, std::string what);

  /// The address of `bytes` for elements of `buffer`: where bursts start, so that none is split without need, and a
  /// multiple of the element. Throws Error where addresses do not reach that far.
  std::uint64_t allocate(std::int64_t bytes, isa::Buffer buffer);

  /// Where what was handed out ends, in whole beats: instructions are fetched by the beat.
  std::uint64_t end() const;

 private:
  const isa::HardwareConfig& config_;
  const std::string what_;
  std::uint64_t end_;
};

/// The number of the element of `buffer` at an address.
std::uint32_t element_at(std::uint64_t address, isa::Buffer buffer, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
