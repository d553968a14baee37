#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/operation.h"
#include "compiler/operations/vector_gather.h"
#include "compiler/workload/shape.h"

namespace vtasim::compiler {

/// A tensor whose channels are channels of others, pixel by pixel, as a gather of vectors: a concat, a shuffle, a slice
/// or a gather; nothing for any other operation. All tensors lie in VTA's ordinary layout (N, C/block, H, W, block), or
/// with their pixels in any other order, the same for all; lanes beyond the channels are 0.
std::optional<VectorGather> map_selection(const Operation& operation, const std::string& name,
                                          const std::vector<Shape>& inputs, int block);

}  // namespace vtasim::compiler
