#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/operation.h"
#include "compiler/program/build_program.h"
#include "compiler/workload/shape.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// A tensor whose channels are channels of one or two others, pixel by pixel: a concat, a shuffle, a slice or a gather.
/// As VTA runs it, it is a 1 x 1 convolution with a permutation for a filter and without requantization, of which only
/// the wgt tiles that have a 1 are multiplied. All tensors lie in VTA's ordinary layout (N, C/block, H, W, block), or
/// with their pixels in any other order, the same for all; lanes beyond the channels are 0.
struct ChannelSelection {
  std::string name;
  std::vector<Shape> inputs;
  std::vector<ChannelSource> channels;  ///< Those of the output.

  Shape output() const;
};

/// The operation as a selection; nothing for one that is none. Throws Refused for a concat of more than two tensors.
std::optional<ChannelSelection> map_selection(const Operation& operation, const std::string& name,
                                              const std::vector<Shape>& inputs);

/// Most pixels that a tile of the selection can have, two of them being in the scratchpads at a time. Throws Refused
/// where there is no room for one.
int most_pixels(const ChannelSelection& selection, const isa::HardwareConfig& config);

/// Its program in tiles of so many pixels, all but the inputs in it: a tile is loaded, its acc vectors are reset, each
/// gets a GEMM operation for every block of channels that some of its own come from, and is stored. The second input
/// lies at Placement::residual. Throws Error where a tensor does not fit DRAM.
BuiltProgram build_selection(const ChannelSelection& selection, int pixels, const isa::HardwareConfig& config,
                             const Placement& placement = {});

}  // namespace vtasim::compiler
