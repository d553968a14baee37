#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/generate/legal_program.h"

namespace vtasim::generate {

/// What a random program mostly does.
enum class Kind : std::uint8_t { mixed, memory, compute };
inline constexpr Kind kKinds[] = {Kind::mixed, Kind::memory, Kind::compute};

/// "mixed", "memory" or "compute".
std::string_view to_string(Kind kind);

/// Fills an empty program: loads that write all that it may read, then some 20 to 160 LOADs, GEMMs, ALUs and STOREs
/// with random shapes, strides, padding, loops and micro-ops in windows of the scratchpads of random size and place,
/// some of them through DRAM that it stored before, and at the end a STORE of all that lies in its window of acc.
void fill_random(LegalProgram& program, Kind kind);

/// Fills an empty program with `count` small instructions of the same make.
void fill_random_small(LegalProgram& program, std::uint32_t count);

}  // namespace vtasim::generate
