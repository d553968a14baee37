#pragma once

#include <functional>
#include <optional>

#include "compiler/lanes/mapping.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// When the pixel of a plane at a row and a column is there, in any units: those that come first stand first.
using PixelTime = std::function<int(int row, int col)>;

/// The blocks of pixels that layer `reader` reads through the windows of its mapping `windows`: an out vector for each
/// of them in the order in which the mapping has its tiles and lanes, and all the places at which it has them. Blocks
/// whose pixels are there late stand behind all others. Throws Refused naming the layer unless windows are aligned, of
/// one channel and a vector in size, and cut the input into whole windows; or where 0 in the padding does not stand for
/// 0, since places outside the input hold zeros.
BlockPlaces window_blocks(const Layer& reader, const Mapping& windows, int block, const PixelTime& time = {});

}  // namespace vtasim::compiler
