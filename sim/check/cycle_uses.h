#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "isa/instruction.h"
#include "sim/observe/counters.h"

namespace vtasim::check {

/// Something that a module's cycles go to. Every cycle of a module is in exactly one of its uses, so that over a module
/// their changes add up to the change of the run.
struct CycleUse {
  isa::Module module;
  std::string_view key;   ///< In a baseline: "gemm", "wait_load".
  std::string_view text;  ///< For a person: "busy with GEMM", "waiting for load's token".
  std::int64_t (*count)(const machine::Counters& counters);
};

inline constexpr std::size_t kCycleUseCount = 19;
extern const std::array<CycleUse, kCycleUseCount> kCycleUses;

/// Cycles by use, in the order of kCycleUses.
using UsedCycles = std::array<std::int64_t, kCycleUseCount>;
UsedCycles used_cycles(const machine::Counters& counters);

}  // namespace vtasim::check
