#pragma once

#include <cstdint>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/pair_plan.h"
#include "compiler/program/build_program.h"
#include "compiler/program/compile_stats.h"
#include "isa/program_notes.h"

namespace vtasim::compiler {

/// The passes that requantize the two layers' sums.
struct PairPasses {
  std::vector<AluPass> depthwise;
  std::vector<AluPass> pointwise;
};

/// A pair's data.
struct PairTensors {
  LayerTensors depthwise;
  LayerTensors pointwise;  ///< Its input is the depthwise layer's output.
  Tensor8 reference;       ///< The pointwise layer's output.
};

/// A pair's program without the data of its tensors.
struct BuiltPairProgram {
  isa::Program program;
  CompileStats stats;
  // Where the tensors lie in DRAM, in bytes.
  std::uint64_t activation = 0;
  WeightAddresses depthwise;
  std::uint64_t between = 0;  ///< What the depthwise layer stores: as the pointwise layer reads it, or as wgt tiles.
  WeightAddresses pointwise;
  std::uint64_t output = 0;
};

/// One program for both layers: their tiles, and the transposition's, woven into each other. `plan` has been through
/// divide_scratchpads(), and its second part fits the rest. Throws Error naming the pair and the limit where a tensor
/// does not fit DRAM or a field of an instruction. Fills `notes` where there is one: its stages are the layers, and
/// "transposition" between them.
BuiltPairProgram build_pair_program(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                                    const isa::HardwareConfig& config, const Placement& placement = {},
                                    isa::ProgramNotes* notes = nullptr);

/// Adds the weights and biases of both layers to a program of theirs, packed: all that its DRAM holds but the input.
/// `depthwise` and `pointwise` need no inputs.
void add_pair_weights(const PairMapping& mapping, const LayerTensors& depthwise, const LayerTensors& pointwise,
                      const isa::HardwareConfig& config, BuiltPairProgram& built);

/// A pair compiled, with real data in its image.
struct CompiledPair {
  PairMapping mapping;
  isa::Program program;
  CompileStats stats;
  isa::Region expected;  ///< The pointwise layer's output in DRAM.
};

/// As build_pair_program(), with data.
CompiledPair compile_pair(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                          const PairTensors& tensors, const isa::HardwareConfig& config);

/// Takes the pointwise layer's output out of DRAM after a run.
Tensor8 unpack_pair_output(const CompiledPair& compiled, const isa::DramImage& dram);

}  // namespace vtasim::compiler
