#pragma once

#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// All pixels of a plane, row by row.
std::vector<Pixel> pixels_by_rows(int rows, int cols);

/// Pixels of a plane with `cols` columns that are computed in one order and left in another: a place for each, and
/// every place is written once. Both orders have the same pixels, each once.
BlockPlaces pixels_in_order(const std::vector<Pixel>& computed, const std::vector<Pixel>& left, int cols);

/// Has a mapping leave the pixels of each vector of channels in this order instead of row by row. Throws Refused naming
/// the layer unless its out vectors are channels of one pixel each, as many as there are in `order`.
void leave_pixels(const Layer& layer, const std::vector<Pixel>& order, Mapping& mapping);

}  // namespace vtasim::compiler
