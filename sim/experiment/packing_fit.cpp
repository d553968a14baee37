#include "sim/experiment/packing_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace vtasim::experiment {
namespace {

constexpr std::size_t kUnknowns = 3;
using Vector = std::array<double, kUnknowns>;

/// An equation: the sum of coefficients and unknowns is to be 1, the sample's time as a share of itself.
std::vector<Vector> equations_of(const std::vector<PackingSample>& samples, std::int64_t core_hz) {
  std::vector<Vector> equations;
  for (const PackingSample& sample : samples) {
    const double cycles = sample.seconds * static_cast<double>(core_hz);
    equations.push_back({static_cast<double>(sample.work.bytes) / cycles,
                         static_cast<double>(sample.work.pieces) / cycles,
                         static_cast<double>(sample.work.lines) / cycles});
  }
  return equations;
}

/// The least squares of the equations with those unknowns that `used` has, the others 0, by the normal equations;
/// nothing where they are not determined.
std::optional<Vector> solve(const std::vector<Vector>& equations, const std::vector<std::size_t>& used) {
  const std::size_t n = used.size();
  std::array<std::array<double, kUnknowns + 1>, kUnknowns> rows{};
  for (const Vector& equation : equations) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) rows[i][j] += equation[used[i]] * equation[used[j]];
      rows[i][n] += equation[used[i]];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {  // Gauss and Jordan, with the largest pivot.
    std::size_t pivot = i;
    for (std::size_t r = i; r < n; ++r) {
      if (std::abs(rows[r][i]) > std::abs(rows[pivot][i])) pivot = r;
    }
    constexpr double kNothing = 1e-12;
    if (std::abs(rows[pivot][i]) <= kNothing * std::abs(rows[pivot][n])) return std::nullopt;
    std::swap(rows[i], rows[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == i) continue;
      const double factor = rows[r][i] / rows[i][i];
      for (std::size_t j = i; j <= n; ++j) rows[r][j] -= factor * rows[i][j];
    }
  }
  Vector solution{};
  for (std::size_t i = 0; i < n; ++i) solution[used[i]] = rows[i][n] / rows[i][i];
  return solution;
}

double squares(const std::vector<Vector>& equations, const Vector& solution) {
  double sum = 0;
  for (const Vector& equation : equations) {
    double error = -1;
    for (std::size_t i = 0; i < kUnknowns; ++i) error += equation[i] * solution[i];
    sum += error * error;
  }
  return sum;
}

}  // namespace

PackingCycles fit_packing(const std::vector<PackingSample>& samples, std::int64_t core_hz, int line_bytes) {
  const std::vector<Vector> equations = equations_of(samples, core_hz);
  Vector best{};
  double least = std::numeric_limits<double>::infinity();
  for (unsigned subset = 1; subset < 1U << kUnknowns; ++subset) {
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < kUnknowns; ++i) {
      if ((subset >> i & 1U) != 0) used.push_back(i);
    }
    const std::optional<Vector> solution = solve(equations, used);
    if (!solution || *std::min_element(solution->begin(), solution->end()) < 0) continue;
    const double sum = squares(equations, *solution);
    if (sum < least) {
      least = sum;
      best = *solution;
    }
  }
  return {best[0], best[1], best[2], line_bytes};
}

FitError error_of(const HostModel& host, const std::vector<PackingSample>& samples) {
  FitError error;
  double sum = 0;
  for (const PackingSample& sample : samples) {
    const double off = std::abs(host.packing_seconds(sample.work) / sample.seconds - 1);
    sum += off * off;
    error.largest = std::max(error.largest, off);
  }
  error.root_mean_square = std::sqrt(sum / static_cast<double>(samples.size()));
  return error;
}

}  // namespace vtasim::experiment
