#pragma once

#include <array>
#include <cstdint>

#include "isa/instruction.h"
#include "sim/observe/cause.h"

namespace vtasim::check {

/// Cycles in which a module was at work and waited: some of those of its uses (cycle_uses.h).
struct MemoryWait {
  std::int64_t delay = 0;  ///< For the memory's delay; store for acknowledgements.
  std::int64_t bus = 0;    ///< While the bus was taken by another reader.
  bool operator==(const MemoryWait& other) const { return delay == other.delay && bus == other.bus; }
};

/// By Module.
using MemoryWaits = std::array<MemoryWait, isa::kModuleCount>;

MemoryWaits memory_waits(const machine::CauseTotals& causes);

}  // namespace vtasim::check
