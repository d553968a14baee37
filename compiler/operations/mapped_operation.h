#pragma once

#include <string>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/graph/operation.h"
#include "compiler/lanes/mapping.h"
#include "compiler/program/build_program.h"
#include "compiler/program/compile.h"
#include "compiler/tiling/tiling.h"
#include "compiler/workload/layer.h"
#include "compiler/workload/shape.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// An operation in the form that layers have once they are mapped: with it build_program() makes its program and
/// search_tiling() looks for its tiling. Inputs and output lie in VTA's ordinary layout (N, C/block, H, W, block).
/// Lanes beyond the channels are 0, of an output whose clip excludes it what 0 is clipped to; no channel takes anything
/// from them.
struct MappedOperation {
  Layer layer;
  Mapping mapping;
  std::vector<AluPass> passes;
  LayerTensors filter;  ///< The layer's weights, if it multiplies.
};

/// Two tensors of this shape, added: a layer that multiplies the channels of the first by a power of two, with the
/// second as residual. As the layer's mapping diagonal, with one filter for all channels. An out vector takes three
/// GEMM operations, one of which resets acc, and one for each pass. Throws Refused as make_mapping() does.
MappedOperation map_addition(const Addition& addition, const std::string& name, const Shape& shape,
                             const isa::HardwareConfig& config);

/// A tensor of this shape, pooled, as a nest of maxima (LoopNest::maximum). What is a layer in it is so by its shapes
/// alone. Throws Refused as make_mapping() does.
MappedOperation map_max_pool(const MaxPool& pool, const std::string& name, const Shape& shape,
                             const isa::HardwareConfig& config);

/// The means of rectangles: the layer of average_pool.h by its mapping diagonal, with one filter for all channels, so
/// that a tile for each tap is all that is loaded of it. Throws Refused as make_mapping() does.
MappedOperation map_average_pool(const AveragePool& pool, const std::string& name, const Shape& shape,
                                 const isa::HardwareConfig& config);

/// Its program, all but the inputs in it, placed as build_program() does.
BuiltProgram build_operation(const MappedOperation& operation, const Tiling& tiling, const isa::HardwareConfig& config,
                             const Placement& placement = {});

/// With these inputs in its DRAM image, one or two, and what it must leave of them.
CompiledLayer compile_operation(const MappedOperation& operation, const std::vector<const Tensor8*>& inputs,
                                const Tensor8& output, const Tiling& tiling, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
