#pragma once

#include <cstdint>
#include <vector>

#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// A tensor in VTA's ordinary layout, (N, C/block, H, W, block), with zeros in the lanes beyond its channels.
std::vector<std::uint8_t> pack_ordinary(const Tensor8& tensor, int block);

}  // namespace vtasim::compiler
