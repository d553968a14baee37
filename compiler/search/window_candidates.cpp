#include "compiler/search/window_candidates.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "compiler/mappings/windows.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// More outputs than these in a window, or in a round, do not pay: each takes taps and micro-ops of its own.
constexpr int kMostOutputs = 16;
constexpr int kMostOutputsOfRound = 64;

/// Outputs in a round along rows or columns: longer rounds come as near to any ratio of steps as layers need.
constexpr int kLongestRound = 28;

/// Mappings that are made for each that is wanted: what they cost is known roughly before.
constexpr std::size_t kMadeForEach = 4;

/// For so many candidates that are wanted there is another one whose steps take turns.
constexpr std::size_t kPartInRounds = 2;

/// Windows along rows or columns, and what they cost.
struct Axis {
  WindowAxis windows;
  std::vector<int> steps;
  int products = 0;  ///< Windows that the outputs of a round read, one output after the other.
  int reach = 0;     ///< Windows beyond those of their round that they read.
};

/// A layer along rows or columns.
struct Direction {
  WindowAxis (*axis)(const Layer&, int size, const std::vector<int>& steps);
  int kernel;
  int stride;  ///< Of windows: what their steps are multiples of.
};

enum class Reach { own_round, all };

/// Adds the windows that an output beginning with element `begin` reads to the axis's products. False where windows
/// leave gaps in that.
bool count_output(Axis& axis, int begin, int end, Reach reach) {
  const WindowAxis& windows = axis.windows;
  int products = 0;
  int farthest = 0;
  // The last window that has the first element missing has most of those that follow.
  for (int element = begin; element < end; ++products) {
    const int round = reach == Reach::own_round ? 0 : element / windows.round;
    const auto behind = std::upper_bound(windows.starts.begin(), windows.starts.end(), element - round * windows.round);
    const int window = static_cast<int>(behind - windows.starts.begin()) - 1;
    const int window_end = round * windows.round + windows.starts[static_cast<std::size_t>(window)] + windows.size;
    if (window_end <= element) return false;
    element = window_end;
    farthest = std::max(farthest, round * windows.windows() + window);
  }
  axis.products += products;
  axis.reach = std::max(axis.reach, farthest + 1 - windows.windows());
  return true;
}

/// Nothing where windows leave gaps in what an output reads.
std::optional<Axis> counted(Axis axis, int kernel) {
  const int stride = axis.windows.round / axis.windows.outputs;  // Of outputs within their phase.
  for (int begin = 0; begin < axis.windows.round; begin += stride) {
    if (!count_output(axis, begin, begin + kernel, Reach::own_round) &&
        !count_output(axis, begin, begin + kernel, Reach::all)) {
      return std::nullopt;
    }
  }
  return axis;
}

/// Windows of a size with every step.
std::vector<Axis> axes_of(const Layer& layer, const Direction& direction, int size) {
  std::vector<Axis> axes;
  for (int step = direction.stride; step <= std::max(size, direction.stride); step += direction.stride) {
    if (auto axis = counted({direction.axis(layer, size, {step}), {step}, 0, 0}, direction.kernel)) {
      axes.push_back(*axis);
    }
  }
  return axes;
}

/// Steps of so many windows that make so many outputs together: as alike as they can be, evenly spread.
std::vector<int> alike_steps(int outputs, int windows, int stride) {
  std::vector<int> steps;
  for (int i = 0; i < windows; ++i) {
    steps.push_back((ceil_div((i + 1) * outputs, windows) - ceil_div(i * outputs, windows)) * stride);
  }
  return steps;
}

/// Rounds of so many windows that make so many outputs. What windows cost grows alike with each step, from the one at
/// which they just hold what their outputs read up to their size. So it matters little which are longer, but for the
/// last: where that window holds all of its outputs, no sum reaches over the end of a round.
std::vector<std::vector<int>> rounds_with(int outputs, int windows, int size, const Direction& direction) {
  std::vector<std::vector<int>> rounds;
  // With a common divisor a shorter round is the same.
  if (std::gcd(outputs, windows) == 1) rounds.push_back(alike_steps(outputs, windows, direction.stride));
  const int held = (size - direction.kernel) / direction.stride + 1;
  if (held >= 1 && outputs > windows * held) {
    std::vector<int> steps = alike_steps(outputs - held, windows - 1, direction.stride);
    steps.push_back(held * direction.stride);
    if (rounds.empty() || steps != rounds.front()) rounds.push_back(std::move(steps));
  }
  return rounds;
}

/// Windows of a size with steps that take turns, in rounds that divide what there is with little left over.
std::vector<Axis> rounds_of(const Layer& layer, const Direction& direction, int size) {
  std::vector<Axis> axes;
  for (int outputs = 3; outputs <= kLongestRound; ++outputs) {
    const WindowAxis whole = direction.axis(layer, size, {outputs * direction.stride});
    const int extent = ceil_div(whole.extent, whole.phases);
    if (whole.rounds * outputs > extent + extent / 32) continue;
    for (int windows = 2; windows < outputs; ++windows) {
      for (const std::vector<int>& steps : rounds_with(outputs, windows, size, direction)) {
        if (auto axis = counted({direction.axis(layer, size, steps), steps, 0, 0}, direction.kernel)) {
          axes.push_back(*axis);
        }
      }
    }
  }
  return axes;
}

/// Windows and what no program of them comes below, roughly.
struct Estimate {
  Windows windows;
  std::int64_t compute = 0;
  std::int64_t read = 0;
  std::int64_t cycles = 0;
};

class Candidates {
 public:
  Candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes, WindowDeals deals)
      : layer_(layer), config_(config), alu_passes_(alu_passes), deals_(deals) {}

  std::vector<RankedMapping> best(std::size_t count) {
    visit_sizes(Steps::alike);
    std::vector<RankedMapping> mappings = ranked(count);
    // Steps that take turns are worth it where they cost less than the best of those that are alike.
    if (!mappings.empty()) most_cycles_ = mappings.front().bound();
    estimates_.clear();
    visit_sizes(Steps::in_turns);
    for (RankedMapping& one : ranked(ceil_div(count, kPartInRounds))) mappings.push_back(std::move(one));
    keep_best(mappings, mappings.size());
    return mappings;
  }

 private:
  enum class Steps { alike, in_turns };

  /// The estimates with the fewest cycles as mappings.
  std::vector<RankedMapping> ranked(std::size_t count) {
    std::stable_sort(estimates_.begin(), estimates_.end(), [](const Estimate& a, const Estimate& b) {
      return std::pair(a.cycles, a.read) < std::pair(b.cycles, b.read);
    });
    std::vector<RankedMapping> mappings;
    for (std::size_t i = 0; i < estimates_.size() && mappings.size() < count * kMadeForEach; ++i) {
      add_ranked(estimates_[i].windows, layer_, config_, alu_passes_, mappings);
    }
    keep_best(mappings, count);
    return mappings;
  }

  void visit_sizes(Steps steps) {
    const int group_channels = layer_.channels / layer_.groups;
    for (int channels = 1; channels <= std::min(group_channels, config_.block); ++channels) {
      // Channels fill planes evenly, or are all there are.
      if (group_channels % channels != 0) continue;
      for (int rows = 1; rows <= config_.block / channels; ++rows) {
        for (int cols = 1; cols <= config_.block / channels / rows; ++cols) visit(rows, cols, channels, steps);
      }
    }
  }

  void visit(int rows, int cols, int channels, Steps steps) {
    const Direction down{window_rows, layer_.kernel_h, window_stride(layer_.stride_h, layer_.dilation_h)};
    const Direction across{window_cols, layer_.kernel_w, window_stride(layer_.stride_w, layer_.dilation_w)};
    const Windows size{rows, cols, channels, {}, {}, std::nullopt};
    const std::vector<Axis> row_axes = axes_of(layer_, down, rows);
    const std::vector<Axis> col_axes = axes_of(layer_, across, cols);
    if (steps == Steps::alike) {
      visit_axes(row_axes, col_axes, kMostOutputs, size);
    } else {
      visit_axes(rounds_of(layer_, down, rows), col_axes, kMostOutputsOfRound, size);
      visit_axes(row_axes, rounds_of(layer_, across, cols), kMostOutputsOfRound, size);
    }
  }

  void visit_axes(const std::vector<Axis>& row_axes, const std::vector<Axis>& col_axes, int most_outputs,
                  Windows windows) {
    for (const Axis& row : row_axes) {
      for (const Axis& col : col_axes) {
        if (row.windows.outputs * col.windows.outputs > most_outputs || hopeless(row, col, windows)) continue;
        windows.row_steps = row.steps;
        windows.col_steps = col.steps;
        visit_deals(row, col, windows);
      }
    }
  }

  /// Dealt out without anything left over, it would still cost too much.
  bool hopeless(const Axis& row, const Axis& col, const Windows& windows) const {
    const std::int64_t outputs = std::int64_t{layer_.batch} * layer_.out_height() * layer_.out_width();
    const std::int64_t rounds = outputs / config_.block / (std::int64_t{row.windows.outputs} * col.windows.outputs);
    return cost_of(row, col, windows, rounds, rounds * row.windows.windows() * col.windows.windows()).cycles >=
           most_cycles_;
  }

  void visit_deals(const Axis& row, const Axis& col, Windows windows) {
    struct Tiles {
      std::int64_t rounds = 0;
      std::int64_t loaded = 0;
      WindowDeal deal;
    };
    const WindowReach reach{row.reach, col.reach};
    std::vector<Tiles> all;
    for (const WindowDeal& deal : window_deals(row.windows, col.windows, reach, config_.block)) {
      if (deals_ == WindowDeals::parts && deal.kind != WindowDeal::Kind::parts) continue;
      const WindowTiles tiles = tiles_of(deal, row.windows, col.windows, reach, layer_.batch, config_.block);
      all.push_back({tiles.rounds(), tiles.loaded(), deal});
    }
    std::stable_sort(all.begin(), all.end(), [](const Tiles& a, const Tiles& b) {
      return std::pair(a.rounds, a.loaded) < std::pair(b.rounds, b.loaded);
    });
    // Those that compute more are worth it where they load less. The first is what is chosen where the name says none.
    std::int64_t least_loaded = std::numeric_limits<std::int64_t>::max();
    for (const Tiles& tiles : all) {
      if (tiles.loaded >= least_loaded) continue;
      const bool chosen_anyway = &tiles == &all.front() && deals_ == WindowDeals::any;
      if (!chosen_anyway) windows.deal = tiles.deal;
      least_loaded = tiles.loaded;
      const Estimate estimate = cost_of(row, col, windows, tiles.rounds, tiles.loaded);
      if (estimate.cycles < most_cycles_ && seen_.insert({estimate.compute, estimate.read}).second) {
        estimates_.push_back(estimate);
      }
    }
  }

  Estimate cost_of(const Axis& row, const Axis& col, const Windows& windows, std::int64_t rounds,
                   std::int64_t loaded) const {
    const std::int64_t planes = ceil_div(layer_.channels / layer_.groups, windows.channels);
    const std::int64_t products = planes * row.products * col.products;  // Of a round; and filter vectors.
    const std::int64_t vectors = std::int64_t{row.windows.outputs} * col.windows.outputs;
    const std::int64_t bytes = layer_.groups * planes * loaded * config_.element_bytes(isa::Buffer::wgt) +
                               layer_.out_channels * products * config_.element_bytes(isa::Buffer::inp);
    Estimate estimate;
    estimate.windows = windows;
    estimate.compute = layer_.out_channels * rounds * (vectors * alu_passes_ + products);
    estimate.read = bytes / config_.bus_bytes;
    estimate.cycles = std::max(estimate.compute, estimate.read);
    return estimate;
  }

  const Layer& layer_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  const WindowDeals deals_;
  std::int64_t most_cycles_ = std::numeric_limits<std::int64_t>::max();  ///< Of what is worth a look, and one.
  std::vector<Estimate> estimates_;
  std::set<std::pair<std::int64_t, std::int64_t>> seen_;  ///< Compute and read.
};

}  // namespace

std::vector<RankedMapping> window_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                             std::size_t count, WindowDeals deals) {
  return Candidates(layer, config, alu_passes, deals).best(count);
}

}  // namespace vtasim::compiler
