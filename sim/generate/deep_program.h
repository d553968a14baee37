#pragma once

#include <cstdint>
#include <string_view>

#include "sim/generate/legal_program.h"

namespace vtasim::generate {

/// Which queues a deep program fills: that of one module, or small random instructions for all of them.
enum class Depth : std::uint8_t { load, compute, store, all };
inline constexpr Depth kDepths[] = {Depth::load, Depth::compute, Depth::store, Depth::all};

/// "load", "compute", "store" or "all".
std::string_view to_string(Depth depth);

/// Fills an empty program with more instructions than the instruction queues hold, behind a GEMM that holds up the
/// module for as long as it takes to fetch them, so that fetch has to wait.
void fill_deep(LegalProgram& program, Depth depth);

}  // namespace vtasim::generate
