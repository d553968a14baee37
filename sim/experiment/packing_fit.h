#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/layout/packing_work.h"
#include "sim/experiment/host_model.h"

namespace vtasim::experiment {

/// A change of layout that was timed.
struct PackingSample {
  std::string name;
  compiler::PackingWork work;
  double seconds = 0;
};

/// How a model's time differs from what was measured, as a share of that.
struct FitError {
  double root_mean_square = 0;
  double largest = 0;
};

/// The cycles of a core with this clock for each byte, piece and line, none less than 0, that fit the samples best: the
/// sum of squares of their relative errors is the least. Exact: with three unknowns the best is among the solutions
/// without that condition of all subsets of them (Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23,
/// finds the subset for any number). `line_bytes` is what lines were counted by. Samples took some time each.
PackingCycles fit_packing(const std::vector<PackingSample>& samples, std::int64_t core_hz, int line_bytes);

/// Of a host's model for samples.
FitError error_of(const HostModel& host, const std::vector<PackingSample>& samples);

}  // namespace vtasim::experiment
