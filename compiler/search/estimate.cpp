#include "compiler/search/estimate.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "compiler/search/estimate_costs.h"
#include "compiler/tiling/buffer_slots.h"
#include "compiler/tiling/filter_blocks.h"
#include "compiler/tiling/maximum_form.h"
#include "compiler/tiling/store_parts.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/compute_cycles.h"
#include "isa/rules/transfer.h"

namespace vtasim::compiler {
namespace {

std::int64_t rows_cycles(std::int64_t rows, std::int64_t row_bytes, const isa::HardwareConfig& config) {
  const std::int64_t beats = ceil_div(row_bytes, config.bus_bytes);
  return rows * std::max(beats, kLeastBurstCycles);
}

/// The three modules' clocks while tiles go by.
class Pipeline {
 public:
  Pipeline(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config, int alu_passes)
      : nest_(nest),
        tiling_(tiling),
        config_(config),
        alu_passes_(alu_passes),
        activation_bytes_(config.element_bytes(nest.activation())),
        filter_bytes_(config.element_bytes(nest.filter())),
        stored_runs_cycles_(cycles_of_runs()),
        activation_(tiling.activation_buffers),
        filter_(tiling.filter_buffers),
        free_activation_(static_cast<std::size_t>(tiling.activation_buffers)),
        free_filter_(static_cast<std::size_t>(tiling.filter_buffers)),
        free_acc_(static_cast<std::size_t>(tiling.acc_buffers)) {
    if (nest.maximum) step_overhead_ *= maximum_instructions(nest) - 1;
    const auto size = static_cast<std::size_t>(tiling.taps_per_step);
    for (std::size_t begin = 0; begin < nest.taps.size(); begin += size) {
      const std::size_t end = std::min(begin + size, nest.taps.size());
      steps_.push_back({static_cast<int>(begin), static_cast<int>(end), span_of(nest, begin, end)});
    }
  }

  void run(const Tile& tile, const FilterBlock& block) {
    std::int64_t& acc_free = free_acc_[static_cast<std::size_t>(tiles_++ % tiling_.acc_buffers)];
    const std::int64_t vectors = tile.vectors();
    compute_ = std::max(compute_, acc_free) + vectors + isa::kComputeOverhead;
    const StepWork* work = works_of(tile);
    for (const Step& step : steps_) run_step(tile, block, step, *work++);
    if (nest_.residual_shift) add_residual(tile);
    if (tile.store_parts == 1) {
      finish_part(tile);
    } else {
      for (const TilePart& part : store_parts_of(tile)) finish_part(part.tile);
    }
    acc_free = store_;
  }

  std::int64_t finish() const { return std::max({load_, compute_, store_}); }

 private:
  /// Taps [begin, end) of the nest.
  struct Step {
    int begin = 0;
    int end = 0;
    TapSpan span;
  };

  void add_residual(const Tile& tile) {
    const auto taps = static_cast<int>(nest_.taps.size());
    const auto residual =
        activation_.require({tile.image, tile.filter, tile.filters(), tile.row, tile.rows, tile.col, tile.cols, taps});
    std::int64_t& free = free_activation_[static_cast<std::size_t>(residual.buffer)];
    if (!residual.hit) {
      const std::int64_t pieces = tile.cols < nest_.cols   ? std::int64_t{tile.filters()} * tile.rows
                                  : tile.rows < nest_.rows ? tile.filters()
                                                           : 1;
      const std::int64_t bytes = tile.vectors() * activation_bytes_;
      load_ = std::max(load_, free) + kLoadCycles + rows_cycles(pieces, bytes / pieces, config_);
    }
    compute_ = std::max(compute_, load_) + tile.vectors() + isa::kComputeOverhead;
    free = compute_;
  }

  void finish_part(const Tile& part) {
    compute_ += (alu_passes_ - 1) * (part.vectors() + isa::kComputeOverhead);
    store_ = std::max(store_, compute_) + kStoreCycles + store_cycles(part);
  }

  /// What a step takes for the tiles of a rectangle: tiles differ in their filters and planes, and come again and
  /// again.
  struct StepWork {
    bool outside = false;              ///< Reads nothing but padding.
    std::int64_t load_cycles = 0;      ///< Of the activation.
    std::int64_t filter_products = 0;  ///< Operations of each filter.
  };

  /// Where a tile lies in the planes of an image, and how many it has of them.
  struct Rectangle {
    int groups = 0;
    int row = 0;
    int rows = 0;
    int col = 0;
    int cols = 0;
    bool of(const Tile& tile) const {
      return groups == tile.groups && row == tile.row && rows == tile.rows && col == tile.col && cols == tile.cols;
    }
  };

  /// The work of each step of a tile. Tiles come with the rectangle of the one before, or with those of the ones before
  /// in the same order; what does not is worked out again.
  const StepWork* works_of(const Tile& tile) {
    const auto is_at = [&](std::size_t i) { return i < rectangles_.size() && rectangles_[i].of(tile); };
    if (is_at(rectangle_ + 1)) {
      ++rectangle_;
    } else if (is_at(0)) {
      rectangle_ = 0;
    } else if (!is_at(rectangle_)) {
      rectangle_ = rectangles_.size();
      rectangles_.push_back({tile.groups, tile.row, tile.rows, tile.col, tile.cols});
      for (const Step& step : steps_) {
        const Window window = window_of(nest_, tile, step.span);
        works_.push_back(
            {window.outside, window.outside ? 0 : activation_cycles(tile, window), filter_products(tile, step)});
      }
    }
    return works_.data() + rectangle_ * steps_.size();
  }

  /// Of maxima, what they take beyond an operation that starts each vector.
  std::int64_t filter_products(const Tile& tile, const Step& step) const {
    const std::int64_t positions = std::int64_t{tile.rows} * tile.cols;
    if (nest_.maximum) return maximum_cycles(nest_, tile.rows, tile.cols) - positions;
    return positions * (step.end - step.begin);
  }

  void run_step(const Tile& tile, const FilterBlock& block, const Step& step, const StepWork& work) {
    if (work.outside) return;
    const std::int64_t taps = step.end - step.begin;
    const auto filter = filter_.require({block.first, block.count, step.begin, step.end});
    std::int64_t& filter_free = free_filter_[static_cast<std::size_t>(filter.buffer)];
    if (!filter.hit && !nest_.maximum) {
      load_ = std::max(load_, filter_free) + kLoadCycles + rows_cycles(1, block.count * taps * filter_bytes_, config_);
    }
    const auto activation = activation_.require(
        {tile.image, tile.group, tile.groups, tile.row, tile.rows, tile.col, tile.cols, step.begin, step.end});
    std::int64_t& activation_free = free_activation_[static_cast<std::size_t>(activation.buffer)];
    if (!activation.hit) load_ = std::max(load_, activation_free) + work.load_cycles;
    compute_ = std::max(compute_, load_) + tile.filters() * work.filter_products + step_overhead_;
    activation_free = filter_free = compute_;
  }

  std::int64_t activation_cycles(const Tile& tile, const Window& window) const {
    std::int64_t loads = std::int64_t{tile.groups} * window.planes;
    std::int64_t rows = window.rows - window.pad_top - window.pad_bottom;
    std::int64_t cols = window.cols - window.pad_left - window.pad_right;
    if (window.cols == nest_.plane_cols && cols == window.cols) {
      cols *= rows;
      rows = 1;
    }
    if (whole_plane(window, nest_) && window.planes == nest_.planes_per_group) {
      cols *= loads;
      loads = 1;
    } else if (window.rows == nest_.plane_rows && window.pad_top + window.pad_bottom == 0) {
      rows *= loads;
      loads = 1;
    }
    return loads * (kLoadCycles + rows_cycles(rows, cols * activation_bytes_, config_));
  }

  std::int64_t store_cycles(const Tile& tile) {
    // Most tiles have the shape of the one before.
    const std::array<int, 3> shape{tile.filters(), tile.rows, tile.cols};
    if (shape != stored_shape_) {
      stored_shape_ = shape;
      stored_cycles_ = store_cycles_of_shape(tile);
    }
    return stored_cycles_;
  }

  std::int64_t cycles_of_runs() const {
    const auto element = static_cast<std::uint64_t>(config_.element_bytes(isa::Buffer::out));
    std::int64_t cycles = 0;
    for (const VectorRun& run : nest_.stored)
      cycles += store_cycles_of({0, static_cast<std::uint64_t>(run.count) * element, 1, 0}, config_);
    return cycles;
  }

  std::int64_t store_cycles_of_shape(const Tile& tile) const {
    const auto element = static_cast<std::uint64_t>(config_.element_bytes(isa::Buffer::out));
    if (!nest_.stored.empty()) {
      // Runs are spread over the vectors of a filter, more or less.
      return tile.vectors() * stored_runs_cycles_ / (nest_.rows * nest_.cols);
    }
    isa::Transfer transfer{
        0, static_cast<std::uint64_t>(tile.cols) * element,
        static_cast<std::uint64_t>(tile.filters() * tile.vectors_per_position) * static_cast<std::uint64_t>(tile.rows),
        static_cast<std::uint64_t>(nest_.cols) * element};
    if (tile.cols == nest_.cols) {
      transfer.row_bytes *= transfer.rows;
      transfer.rows = 1;
    }
    return store_cycles_of(transfer, config_);
  }

  const LoopNest& nest_;
  const Tiling& tiling_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  const std::int64_t activation_bytes_;  ///< Of an element.
  const std::int64_t filter_bytes_;
  const std::int64_t stored_runs_cycles_;  ///< Of LoopNest::stored, of a filter.
  std::vector<Step> steps_;
  BufferSlots activation_;
  BufferSlots filter_;
  std::vector<std::int64_t> free_activation_;  ///< By buffer: when its reader is done.
  std::vector<std::int64_t> free_filter_;
  std::vector<std::int64_t> free_acc_;
  std::vector<Rectangle> rectangles_;
  std::vector<StepWork> works_;                         ///< By rectangle, then step.
  std::size_t rectangle_ = 0;                           ///< Of the last tile.
  std::array<int, 3> stored_shape_{};                   ///< Filters, rows and columns of the tile that was stored last,
  std::int64_t stored_cycles_ = 0;                      ///< and what that took.
  std::int64_t step_overhead_ = isa::kComputeOverhead;  ///< Of its instructions.
  int tiles_ = 0;
  std::int64_t load_ = 0;  ///< When each module has done what it was given so far.
  std::int64_t compute_ = 0;
  std::int64_t store_ = 0;
};

}  // namespace

std::int64_t estimate_cycles(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config,
                             int alu_passes, std::int64_t limit) {
  Pipeline pipeline(nest, tiling, config, alu_passes);
  const std::vector<FilterBlock> blocks = filter_blocks(nest, tiling);
  for (std::size_t i = 0; i < blocks.size() && pipeline.finish() < limit; ++i) {
    pipeline.run(tiling.tiles[i], blocks[i]);
  }
  return pipeline.finish();
}

std::int64_t least_compute_cycles(const LoopNest& nest, std::int64_t products, std::int64_t tiles, std::int64_t steps,
                                  int alu_passes) {
  const std::int64_t positions = std::int64_t{nest.images} * nest.filters * nest.rows * nest.cols;
  return products + positions * nest.vectors_per_position * alu_passes +
         isa::kComputeOverhead * (steps + tiles * alu_passes);
}

}  // namespace vtasim::compiler
