#pragma once

#include "compiler/lanes/mapping.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// Has a mapping leave its output so: its out vectors get the pixels of the blocks. Throws Refused naming the layer
/// unless the mapping's vectors are pixels of one channel of one image, dealt out one after the other, or channels of a
/// pixel each of a pointwise layer that reads the ordinary layout; and of as many as there are in the blocks.
void leave_blocks(const Layer& layer, const BlockPlaces& blocks, Mapping& mapping);

}  // namespace vtasim::compiler
