#pragma once

#include <string>
#include <vector>

#include "compiler/codegen/lower.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/mapping.h"
#include "compiler/program/compile_stats.h"
#include "compiler/program/dram_layout.h"
#include "compiler/tiling/tiling.h"
#include "isa/program.h"
#include "isa/program_notes.h"

namespace vtasim::compiler {

/// Where a layer's filter and its bias, however it enters, lie in DRAM, in bytes.
struct WeightAddresses {
  std::uint64_t filter = 0;
  std::uint64_t bias_and_shifts = 0;
  std::uint64_t bias_digits = 0;
  std::uint64_t bias_constants = 0;
};

/// A layer's program without the data of its tensors: instructions and micro-ops are in the image, which is all that
/// its timing depends on.
struct BuiltProgram : WeightAddresses {
  isa::Program program;
  CompileStats stats;
  // Where the other tensors lie, likewise.
  std::uint64_t activation = 0;
  std::uint64_t residual = 0;
  std::vector<std::uint64_t> others;  ///< Inputs behind it.
  std::uint64_t constants = 0;
  std::uint64_t output = 0;
};

/// Lowers a mapped layer cut up as `tiling` says. `passes` requantize its sums. Throws Error naming layer, mapping,
/// limit and value where a tensor does not fit DRAM or a field of an instruction. Where the program lies makes no
/// difference to its cycles. Fills `notes` where there is one; its stages are the layer, and its second pass where it
/// has one.
BuiltProgram build_program(const Layer& layer, const Mapping& mapping, const Tiling& tiling,
                           const std::vector<AluPass>& passes, const isa::HardwareConfig& config,
                           const Placement& placement = {}, isa::ProgramNotes* notes = nullptr);

/// Throws Error where a row of the activation or of the output is longer than the fields of LOAD and STORE hold; `what`
/// is what the message is about.
void check_strides(const LoopNest& nest, const std::string& what);

/// Throws what build_program() and searches throw whatever the tiling, to know before either: for tensors that DRAM
/// does not hold, and vectors that acc does not.
void check_sizes(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
