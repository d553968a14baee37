#pragma once

#include <array>
#include <cstdint>

#include "isa/hardware_config.h"
#include "sim/generate/random_numbers.h"

namespace vtasim::generate {

/// The part of a scratchpad that a program works in.
struct Window {
  std::uint32_t begin = 0;
  std::uint32_t size = 1;
  std::uint32_t end() const { return begin + size; }
};

/// Windows of the scratchpads, by Buffer; that of out is acc's.
struct Windows {
  std::array<Window, isa::kBufferCount> all;
  Window& of(isa::Buffer buffer) { return all[static_cast<std::size_t>(buffer)]; }
  const Window& of(isa::Buffer buffer) const { return all[static_cast<std::size_t>(buffer)]; }
};

/// Windows of random sizes and places, of `most_bytes` bytes at most (but one entry at least), where micro-ops reach.
Windows random_windows(const isa::HardwareConfig& config, RandomNumbers& random, std::uint32_t most_bytes);

}  // namespace vtasim::generate
