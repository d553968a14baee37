#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/lane_map.h"
#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

// LOAD pads with 0, and with an input zero point padding must stand for 0. Where LOAD pads all the same, the taps that
// fall on padding contribute nothing, so a bias from which zero point x weights of all taps was taken has too much
// taken from it there. Out vectors whose kernels reach over the border alike share a bias: 3 x 3 of them for a 3 x 3
// kernel with padding 1.

/// The first row of each range of rows of out vectors that share biases, from 0 up; `rows` of them in all.
std::vector<int> bias_row_ranges(const Layer& layer, const LaneMap& out, int rows);
std::vector<int> bias_col_ranges(const Layer& layer, const LaneMap& out, int cols);

/// What a bias with the zero point folded into it lacks for an output: zero point x the sum of the weights of channel
/// `o` whose taps fall on padding at row y and column x of the output.
std::int64_t border_correction(const Layer& layer, const Tensor8& weights, int o, int y, int x);

}  // namespace vtasim::compiler
