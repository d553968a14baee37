#pragma once

#include "isa/hardware_config.h"
#include "tests/fuzz/choices.h"
#include "tests/support/configurations.h"

namespace vtasim {

/// A configuration with scratchpads small enough that indices wrap and tiles do not fit. Throws Error for one that the
/// RTL cannot be built with.
inline isa::HardwareConfig choose_hardware(Choices& choices) {
  const int log_block = choices.integer(3, 6);
  constexpr int kBuses[] = {64, 128, 256, 512};
  const int bus_bits = choices.one_of(kBuses);
  const LogDepths depths{choices.integer(3, 11), choices.integer(3, 11), choices.integer(1, 10),
                         choices.integer(3, 11)};
  constexpr int kBursts[] = {16, 32, 256};
  const int burst = choices.one_of(kBursts);
  constexpr int kQueues[] = {4, 5, 512};
  isa::HardwareConfig config = configuration(log_block, bus_bits, depths, burst, choices.one_of(kQueues));
  config.alu_mul = choices.flag();
  return config;
}

/// The bytes of a configuration's scratchpads.
inline std::int64_t scratchpad_bytes(const isa::HardwareConfig& config) {
  std::int64_t bytes = 0;
  for (int b = 0; b < isa::kBufferCount; ++b) {
    const auto buffer = static_cast<isa::Buffer>(b);
    bytes += std::int64_t{config.depth(buffer)} * config.element_bytes(buffer);
  }
  return bytes;
}

}  // namespace vtasim
