#include "compiler/search/window_candidates.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "compiler/mappings/windows.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// More outputs than this in a window do not pay: each takes taps and micro-ops of its own.
constexpr int kMostOutputs = 16;

/// Mappings that are made for each that is wanted: what they cost is known roughly before.
constexpr std::size_t kMadeForEach = 4;

/// Windows along rows or columns, and what they cost.
struct Axis {
  WindowAxis windows;
  int kernel = 1;
  int products = 0;  ///< Windows that the outputs of a step read, one output after the other.
  int reach = 0;     ///< Windows beyond its own that the last of them reads.
};

/// Nothing where windows leave gaps in what an output reads.
std::optional<Axis> counted(Axis axis) {
  const int step = axis.windows.step;
  const int stride = step / axis.windows.outputs;  // Of outputs within their phase.
  for (int output = 0; output < axis.windows.outputs; ++output) {
    const int begin = output * stride;
    const int end = begin + axis.kernel;
    // The last window that has the first element missing has most of those that follow.
    for (int element = begin; element < end;) {
      const int window = element / step;
      if (element >= window * step + axis.windows.size) return std::nullopt;
      element = window * step + axis.windows.size;
      axis.reach = std::max(axis.reach, window);
      ++axis.products;
    }
  }
  return axis;
}

using MakeAxis = WindowAxis (*)(const Layer&, int size, int step);

/// Windows of a size with every step.
std::vector<Axis> axes_of(const Layer& layer, MakeAxis make, int kernel, int stride, int dilation, int size) {
  std::vector<Axis> axes;
  const int shortest = window_stride(stride, dilation);
  for (int step = shortest; step <= std::max(size, shortest); step += shortest) {
    if (auto axis = counted({make(layer, size, step), kernel, 0, 0})) axes.push_back(*axis);
  }
  return axes;
}

/// Windows and what no program of them comes below, roughly.
struct Estimate {
  Windows windows;
  std::int64_t cycles = 0;
  std::int64_t read = 0;
};

class Candidates {
 public:
  Candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes, WindowDeals deals)
      : layer_(layer), config_(config), alu_passes_(alu_passes), deals_(deals) {}

  std::vector<RankedMapping> best(std::size_t count) {
    const int group_channels = layer_.channels / layer_.groups;
    for (int channels = 1; channels <= std::min(group_channels, config_.block); ++channels) {
      // Channels fill planes evenly, or are all there are.
      if (group_channels % channels != 0) continue;
      for (int rows = 1; rows <= config_.block / channels; ++rows) {
        for (int cols = 1; cols <= config_.block / channels / rows; ++cols) visit(rows, cols, channels);
      }
    }
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

 private:
  void visit(int rows, int cols, int channels) {
    for (const Axis& row : axes_of(layer_, window_rows, layer_.kernel_h, layer_.stride_h, layer_.dilation_h, rows)) {
      for (const Axis& col : axes_of(layer_, window_cols, layer_.kernel_w, layer_.stride_w, layer_.dilation_w, cols)) {
        if (row.windows.outputs * col.windows.outputs > kMostOutputs) continue;
        visit_deals(row, col, {rows, cols, channels, row.windows.step, col.windows.step, std::nullopt});
      }
    }
  }

  void visit_deals(const Axis& row, const Axis& col, Windows windows) {
    struct Tiles {
      std::int64_t computed = 0;
      std::int64_t loaded = 0;
      WindowDeal deal;
    };
    const WindowReach reach{row.reach, col.reach};
    std::vector<Tiles> all;
    for (const WindowDeal& deal : window_deals(row.windows, col.windows, reach, config_.block)) {
      if (deals_ == WindowDeals::parts && deal.kind != WindowDeal::Kind::parts) continue;
      const WindowTiles tiles = tiles_of(deal, row.windows, col.windows, reach, layer_.batch, config_.block);
      all.push_back({tiles.computed(), tiles.loaded(), deal});
    }
    std::stable_sort(all.begin(), all.end(), [](const Tiles& a, const Tiles& b) {
      return std::pair(a.computed, a.loaded) < std::pair(b.computed, b.loaded);
    });
    // Those that compute more are worth it where they load less. The first is what is chosen where the name says none.
    std::int64_t least_loaded = std::numeric_limits<std::int64_t>::max();
    for (const Tiles& tiles : all) {
      if (tiles.loaded >= least_loaded) continue;
      const bool chosen_anyway = &tiles == &all.front() && deals_ == WindowDeals::any;
      if (!chosen_anyway) windows.deal = tiles.deal;
      least_loaded = tiles.loaded;
      add(row, col, windows, tiles.computed, tiles.loaded);
    }
  }

  void add(const Axis& row, const Axis& col, const Windows& windows, std::int64_t computed, std::int64_t loaded) {
    const std::int64_t planes = ceil_div(layer_.channels / layer_.groups, windows.channels);
    const std::int64_t products = planes * row.products * col.products;  // Of a tile; and filter vectors.
    const std::int64_t vectors = std::int64_t{row.windows.outputs} * col.windows.outputs;
    const std::int64_t compute = layer_.out_channels * computed * (vectors * alu_passes_ + products);
    const std::int64_t bytes = layer_.groups * planes * loaded * config_.element_bytes(isa::Buffer::wgt) +
                               layer_.out_channels * products * config_.element_bytes(isa::Buffer::inp);
    const std::int64_t read = bytes / config_.bus_bytes;
    if (!seen_.insert({compute, read}).second) return;
    estimates_.push_back({windows, std::max(compute, read), read});
  }

  const Layer& layer_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  const WindowDeals deals_;
  std::vector<Estimate> estimates_;
  std::set<std::pair<std::int64_t, std::int64_t>> seen_;  ///< Compute and read.
};

}  // namespace

std::vector<RankedMapping> window_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                             std::size_t count, WindowDeals deals) {
  return Candidates(layer, config, alu_passes, deals).best(count);
}

}  // namespace vtasim::compiler
