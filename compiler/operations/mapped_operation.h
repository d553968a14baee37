#pragma once

#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/mapping.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// An operation in the form that layers have once they are mapped: with these, build_program() makes its program,
/// search_tiling() looks for its tiling, pack_activation() lays out its input and unpack_output_tensor() takes its
/// output out of DRAM, both in VTA's ordinary layout (N, C/block, H, W, block). Lanes beyond the channels are 0, of an
/// output whose clip excludes it what 0 is clipped to; no channel takes anything from them.
struct MappedOperation {
  Layer layer;
  Mapping mapping;
  std::vector<AluPass> passes;
};

}  // namespace vtasim::compiler
