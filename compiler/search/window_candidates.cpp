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

/// The windows of each size from 1 on, along rows or columns.
struct AxesBySize {
  std::vector<std::vector<Axis>> alike;     ///< Whose steps are,
  std::vector<std::vector<Axis>> in_turns;  ///< or take turns.
};

AxesBySize axes_by_size(const Layer& layer, const Direction& direction, int largest) {
  AxesBySize axes;
  for (int size = 1; size <= largest; ++size) {
    axes.alike.push_back(axes_of(layer, direction, size));
    axes.in_turns.push_back(rounds_of(layer, direction, size));
  }
  return axes;
}

/// What no program of windows comes below, roughly.
struct Cost {
  std::int64_t compute = 0;
  std::int64_t read = 0;
  std::int64_t cycles() const { return std::max(compute, read); }
};

struct Estimate {
  Windows windows;
  Cost cost;
};

class Candidates {
 public:
  Candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes, WindowDeals deals)
      : layer_(layer),
        config_(config),
        alu_passes_(alu_passes),
        deals_(deals),
        rows_(axes_by_size(layer, {window_rows, layer.kernel_h, window_stride(layer.stride_h, layer.dilation_h)},
                           config.block)),
        cols_(axes_by_size(layer, {window_cols, layer.kernel_w, window_stride(layer.stride_w, layer.dilation_w)},
                           config.block)) {}

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
      return std::pair(a.cost.cycles(), a.cost.read) < std::pair(b.cost.cycles(), b.cost.read);
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
    const Windows size{rows, cols, channels, {}, {}, false, std::nullopt};
    const auto row = static_cast<std::size_t>(rows - 1);
    const auto col = static_cast<std::size_t>(cols - 1);
    if (steps == Steps::alike) {
      visit_axes(rows_.alike[row], cols_.alike[col], kMostOutputs, size);
    } else {
      visit_axes(rows_.in_turns[row], cols_.alike[col], kMostOutputsOfRound, size);
      visit_axes(rows_.alike[row], cols_.in_turns[col], kMostOutputsOfRound, size);
    }
  }

  void visit_axes(const std::vector<Axis>& row_axes, const std::vector<Axis>& col_axes, int most_outputs,
                  Windows windows) {
    for (const Axis& row : row_axes) {
      for (const Axis& col : col_axes) {
        if (row.windows.outputs * col.windows.outputs > most_outputs || hopeless(row, col, windows.channels)) continue;
        windows.row_steps = row.steps;
        windows.col_steps = col.steps;
        visit_deals(row, col, windows);
      }
    }
  }

  /// Dealt out without anything left over, it would still cost too much.
  bool hopeless(const Axis& row, const Axis& col, int channels) const {
    const std::int64_t outputs = std::int64_t{layer_.batch} * layer_.out_height() * layer_.out_width();
    const std::int64_t rounds = outputs / config_.block / (std::int64_t{row.windows.outputs} * col.windows.outputs);
    const std::int64_t loaded = rounds * row.windows.windows() * col.windows.windows();
    return cost_of(row, col, channels, rounds, loaded).cycles() >= most_cycles_;
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
      const Cost cost = cost_of(row, col, windows.channels, tiles.rounds, tiles.loaded);
      if (cost.cycles() < most_cycles_ && seen_.insert({cost.compute, cost.read}).second) {
        estimates_.push_back({windows, cost});
      }
    }
  }

  Cost cost_of(const Axis& row, const Axis& col, int channels, std::int64_t rounds, std::int64_t loaded) const {
    const std::int64_t planes = ceil_div(layer_.channels / layer_.groups, channels);
    const std::int64_t products = planes * row.products * col.products;  // Of a round; and filter vectors.
    const std::int64_t vectors = std::int64_t{row.windows.outputs} * col.windows.outputs;
    const std::int64_t bytes = layer_.groups * planes * loaded * config_.element_bytes(isa::Buffer::wgt) +
                               layer_.out_channels * products * config_.element_bytes(isa::Buffer::inp);
    return {layer_.out_channels * rounds * (vectors * alu_passes_ + products), bytes / config_.bus_bytes};
  }

  const Layer& layer_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  const WindowDeals deals_;
  const AxesBySize rows_;
  const AxesBySize cols_;
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
