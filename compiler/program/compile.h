#pragma once

#include <string>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/program/build_program.h"
#include "compiler/program/compile_stats.h"
#include "compiler/tiling/tiling.h"
#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"
#include "isa/program.h"
#include "isa/program_notes.h"

namespace vtasim::compiler {

/// A layer lowered by one mapping onto one configuration, with real data in its DRAM image.
struct CompiledLayer {
  Mapping mapping;
  isa::Program program;
  CompileStats stats;
  std::vector<isa::Region> expected;  ///< The reference's output in the program's DRAM layout (unused lanes as the
                                      ///< program leaves them).
};

/// Lowers `layer` with data `tensors` by a mapping of it, cut up as `tiling` says. Throws Error naming layer, limit and
/// value where a tensor does not fit DRAM, an instruction's field or spare lanes. `reference` is reference_output() of
/// them where that is at hand: it is computed again only for a mapping whose positions reach beyond the output. Fills
/// `notes` as build_program() does.
CompiledLayer compile(const Layer& layer, const LayerTensors& tensors, const Mapping& mapping, const Tiling& tiling,
                      const isa::HardwareConfig& config, const Tensor8* reference = nullptr,
                      isa::ProgramNotes* notes = nullptr);

/// Adds a layer's weights and bias to a program of it by that mapping, packed: all that its DRAM holds but the input.
/// `tensors` needs no input. Throws Error as compile() does for spare lanes.
void add_weights(const Layer& layer, const LayerTensors& tensors, const Mapping& mapping,
                 const isa::HardwareConfig& config, const WeightAddresses& addresses, isa::Program& program);

/// Takes the output tensor out of DRAM after a run, undoing the mapping's layout.
Tensor8 unpack_output(const Layer& layer, const CompiledLayer& compiled, const isa::DramImage& dram);

}  // namespace vtasim::compiler
