#include "compiler/tiling/maximum_form.h"

#include <algorithm>
#include <optional>

#include "compiler/tiling/tiling.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/compute_cycles.h"

namespace vtasim::compiler {
namespace {

/// Rows and columns of the kernel that the taps are.
int kernel_rows(const LoopNest& nest) { return nest.taps.back().dy + 1; }
int kernel_cols(const LoopNest& nest) { return nest.taps.back().dx + 1; }

int entries_along(bool chained, int positions, int stride, int kernel) {
  return chained ? positions : (positions - 1) * stride + kernel;
}

/// Taps that are met one after the other.
int chained_taps(const LoopNest& nest) {
  return (nest.maximum->chain_rows ? kernel_rows(nest) : 1) * (nest.maximum->chain_cols ? kernel_cols(nest) : 1);
}

std::int64_t step_positions(const std::vector<MaximumStep>& steps) {
  std::int64_t sum = 0;
  for (const MaximumStep& step : steps) sum += step.positions;
  return sum;
}

/// A tile of the form that the scratchpads hold: a plane, halved along its longer side until it fits, or as many planes
/// as fit.
struct Extent {
  int planes = 1;
  int rows = 0;
  int cols = 0;
};

std::optional<Extent> tile_within(const LoopNest& nest, int acc_entries, int inp_entries) {
  Extent extent{1, nest.rows, nest.cols};
  const auto planes = [&] {
    Tile tile;
    tile.rows = extent.rows;
    tile.cols = extent.cols;
    const int inp = without_padding(window_of(nest, tile, 0, nest.taps.size())).elements();
    return std::min(acc_entries / maximum_grid(nest, extent.rows, extent.cols).entries(), inp_entries / inp);
  };
  while (planes() == 0) {
    if (extent.rows == 1 && extent.cols == 1) return std::nullopt;
    int& longer = extent.rows >= extent.cols ? extent.rows : extent.cols;
    longer = ceil_div(longer, 2);
  }
  const bool whole = extent.rows == nest.rows && extent.cols == nest.cols;
  if (whole) extent.planes = std::min(planes(), nest.planes);
  return extent;
}

}  // namespace

MaximumGrid maximum_grid(const LoopNest& nest, int rows, int cols) {
  return {entries_along(nest.maximum->chain_rows, rows, nest.stride_rows, kernel_rows(nest)),
          entries_along(nest.maximum->chain_cols, cols, nest.stride_cols, kernel_cols(nest))};
}

std::vector<MaximumStep> maximum_steps(int kernel, int stride, int positions, int entries) {
  std::vector<MaximumStep> steps;
  const auto add = [&](int distance, int wanted) {
    // Positions whose entry `distance` behind them is there.
    const int there = entries > distance ? ceil_div(entries - distance, stride) : 0;
    if (const int count = std::min(wanted, there); count > 0) steps.push_back({distance, count});
  };
  const int in_stride = (kernel - 1) / stride + 1;  // Entries of a window that are a multiple of the stride behind it.
  for (int joined = 1; joined < in_stride;) {
    const int more = std::min(joined, in_stride - joined);
    joined += more;
    add(more * stride, positions + in_stride - joined);
  }
  for (int tap = 1; tap < kernel; ++tap) {
    if (tap % stride != 0) add(tap, positions);
  }
  return steps;
}

std::int64_t maximum_cycles(const LoopNest& nest, int rows, int cols) {
  const MaximumGrid grid = maximum_grid(nest, rows, cols);
  // Reset and the first tap, then -, MAX and + for each of the others.
  std::int64_t cycles = std::int64_t{grid.entries()} * (2 + 3 * (chained_taps(nest) - 1));
  const std::int64_t step = isa::alu_cycles(false);
  if (!nest.maximum->chain_cols) {
    cycles += step * grid.rows * step_positions(maximum_steps(kernel_cols(nest), nest.stride_cols, cols, grid.cols));
  }
  if (!nest.maximum->chain_rows) {
    cycles += step * cols * step_positions(maximum_steps(kernel_rows(nest), nest.stride_rows, rows, grid.rows));
  }
  return cycles;
}

int maximum_instructions(const LoopNest& nest) {
  std::size_t count = 2 * static_cast<std::size_t>(chained_taps(nest));
  const auto steps = [](int kernel, int stride) { return maximum_steps(kernel, stride, 1, kernel).size(); };
  if (!nest.maximum->chain_cols) count += steps(kernel_cols(nest), nest.stride_cols);
  if (!nest.maximum->chain_rows) count += steps(kernel_rows(nest), nest.stride_rows);
  return static_cast<int>(count);
}

MaximumForm choose_maximum_form(LoopNest nest, int acc_entries, int inp_entries) {
  MaximumForm best;  // Which needs the least of acc.
  std::int64_t best_cycles = 0;
  std::int64_t best_vectors = 0;  // That take these cycles.
  for (const MaximumForm form : {MaximumForm{true, true}, {false, true}, {true, false}, {false, false}}) {
    if (!form.chain_cols && nest.stride_cols > 1) continue;
    nest.maximum = form;
    const std::optional<Extent> tile = tile_within(nest, acc_entries / 2, inp_entries / 2);
    if (!tile) continue;
    const std::int64_t cycles = tile->planes * maximum_cycles(nest, tile->rows, tile->cols) +
                                maximum_instructions(nest) * isa::kComputeOverhead;
    const std::int64_t vectors = std::int64_t{tile->planes} * tile->rows * tile->cols;
    if (best_vectors > 0 && cycles * best_vectors >= best_cycles * vectors) continue;
    best = form;
    best_cycles = cycles;
    best_vectors = vectors;
  }
  return best;
}

}  // namespace vtasim::compiler
