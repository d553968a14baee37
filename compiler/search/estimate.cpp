#include "compiler/search/estimate.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "compiler/tiling/buffer_slots.h"
#include "compiler/tiling/filter_blocks.h"
#include "compiler/tiling/store_parts.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/compute_cycles.h"
#include "isa/rules/transfer.h"

namespace vtasim::compiler {
namespace {

// Measured on the RTL (mobilenet-dw1 cases, 64 and 512 bits): what an instruction takes beyond its beats or operations.
constexpr std::int64_t kLoadCycles = 23;
constexpr std::int64_t kLeastBurstCycles = 3;
constexpr std::int64_t kStoreCycles = 4;

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
        activation_(tiling.activation_buffers),
        filter_(tiling.filter_buffers),
        free_activation_(static_cast<std::size_t>(tiling.activation_buffers)),
        free_filter_(static_cast<std::size_t>(tiling.filter_buffers)),
        free_acc_(static_cast<std::size_t>(tiling.acc_buffers)) {}

  void run(const Tile& tile, const FilterBlock& block) {
    std::int64_t& acc_free = free_acc_[static_cast<std::size_t>(tiles_++ % tiling_.acc_buffers)];
    const std::int64_t vectors = tile.vectors();
    compute_ = std::max(compute_, acc_free) + vectors + isa::kComputeOverhead;
    const std::size_t step = static_cast<std::size_t>(tiling_.taps_per_step);
    for (std::size_t tap = 0; tap < nest_.taps.size(); tap += step) {
      run_step(tile, block, tap, std::min(tap + step, nest_.taps.size()));
    }
    for (const TilePart& part : store_parts_of(tile)) {
      compute_ += (alu_passes_ - 1) * (part.tile.vectors() + isa::kComputeOverhead);
      store_ = std::max(store_, compute_) + kStoreCycles + store_cycles(part.tile);
    }
    acc_free = store_;
  }

  std::int64_t finish() const { return std::max({load_, compute_, store_}); }

 private:
  void run_step(const Tile& tile, const FilterBlock& block, std::size_t begin, std::size_t end) {
    const Window window = window_of(nest_, tile, begin, end);
    if (window.outside) return;
    const auto filter = filter_.require({block.first, block.count, static_cast<int>(begin), static_cast<int>(end)});
    std::int64_t& filter_free = free_filter_[static_cast<std::size_t>(filter.buffer)];
    if (!filter.hit) {
      const auto elements = block.count * static_cast<std::int64_t>(end - begin);
      load_ = std::max(load_, filter_free) + kLoadCycles +
              rows_cycles(1, elements * config_.element_bytes(nest_.filter()), config_);
    }
    const auto activation = activation_.require({tile.image, tile.group, tile.groups, tile.row, tile.rows, tile.col,
                                                 tile.cols, static_cast<int>(begin), static_cast<int>(end)});
    std::int64_t& activation_free = free_activation_[static_cast<std::size_t>(activation.buffer)];
    if (!activation.hit) load_ = std::max(load_, activation_free) + activation_cycles(tile, window);
    const std::int64_t operations =
        std::int64_t{tile.filters()} * tile.rows * tile.cols * static_cast<std::int64_t>(end - begin);
    compute_ = std::max(compute_, load_) + operations + isa::kComputeOverhead;
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
    return loads * (kLoadCycles + rows_cycles(rows, cols * config_.element_bytes(nest_.activation()), config_));
  }

  std::int64_t store_cycles(const Tile& tile) const {
    const auto element = static_cast<std::uint64_t>(config_.element_bytes(isa::Buffer::out));
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
  BufferSlots activation_;
  BufferSlots filter_;
  std::vector<std::int64_t> free_activation_;  ///< By buffer: when its reader is done.
  std::vector<std::int64_t> free_filter_;
  std::vector<std::int64_t> free_acc_;
  int tiles_ = 0;
  std::int64_t load_ = 0;  ///< When each module has done what it was given so far.
  std::int64_t compute_ = 0;
  std::int64_t store_ = 0;
};

}  // namespace

std::int64_t estimate_cycles(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config,
                             int alu_passes) {
  Pipeline pipeline(nest, tiling, config, alu_passes);
  const std::vector<FilterBlock> blocks = filter_blocks(nest, tiling);
  for (std::size_t i = 0; i < blocks.size(); ++i) pipeline.run(tiling.tiles[i], blocks[i]);
  return pipeline.finish();
}

std::int64_t least_compute_cycles(const LoopNest& nest, std::int64_t products, std::int64_t tiles, std::int64_t steps,
                                  int alu_passes) {
  const std::int64_t positions = std::int64_t{nest.images} * nest.filters * nest.rows * nest.cols;
  return products + positions * nest.vectors_per_position * alu_passes +
         isa::kComputeOverhead * (steps + tiles * alu_passes);
}

}  // namespace vtasim::compiler
