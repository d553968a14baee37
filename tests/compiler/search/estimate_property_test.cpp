#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "compiler/search/estimate.h"
#include "compiler/search/estimate_costs.h"
#include "compiler/tiling/buffer_slots.h"
#include "compiler/tiling/filter_blocks.h"
#include "compiler/tiling/store_parts.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/compute_cycles.h"
#include "isa/rules/transfer.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"
#include "tests/support/random_nests.h"

namespace vtasim::compiler {
namespace {

using Times = std::vector<std::int64_t>;

/// An estimate with all that a tile takes worked out for itself.
class PlainEstimate {
 public:
  PlainEstimate(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config, int alu_passes)
      : nest_(nest), tiling_(tiling), config_(config), alu_passes_(alu_passes) {}

  std::int64_t cycles() {
    const std::vector<FilterBlock> blocks = filter_blocks(nest_, tiling_);
    for (std::size_t i = 0; i < tiling_.tiles.size(); ++i) {
      const Tile& tile = tiling_.tiles[i];
      std::int64_t& acc = acc_[i % acc_.size()];
      compute_ = std::max(compute_, acc) + tile.vectors() + isa::kComputeOverhead;
      const auto step = static_cast<std::size_t>(tiling_.taps_per_step);
      for (std::size_t tap = 0; tap < nest_.taps.size(); tap += step) {
        multiply(tile, blocks[i], tap, std::min(tap + step, nest_.taps.size()));
      }
      for (const TilePart& part : store_parts_of(tile)) {
        compute_ += (alu_passes_ - 1) * (part.tile.vectors() + isa::kComputeOverhead);
        store_ = std::max(store_, compute_) + kStoreCycles + stored(part.tile);
      }
      acc = store_;
    }
    return std::max({load_, compute_, store_});
  }

 private:
  void multiply(const Tile& tile, const FilterBlock& block, std::size_t begin, std::size_t end) {
    const Window window = window_of(nest_, tile, begin, end);
    if (window.outside) return;
    const std::int64_t taps = static_cast<std::int64_t>(end - begin);
    const int first = static_cast<int>(begin);
    const auto filter = filter_slots_.require({block.first, block.count, first});
    std::int64_t& filter_used = filter_[static_cast<std::size_t>(filter.buffer)];
    if (!filter.hit) load(filter_used, 1, 1, block.count * taps, nest_.filter());
    const auto activation = activation_slots_.require(
        {tile.image, tile.group, tile.groups, tile.row, tile.rows, tile.col, tile.cols, first});
    std::int64_t& activation_used = activation_[static_cast<std::size_t>(activation.buffer)];
    if (!activation.hit) load_window(activation_used, tile, window);
    compute_ = std::max(compute_, load_) + tile.filters() * tile.rows * tile.cols * taps + isa::kComputeOverhead;
    activation_used = filter_used = compute_;
  }

  /// Rows that follow each other are one; so are planes, where they are whole or their rows are as far apart.
  void load_window(std::int64_t used, const Tile& tile, const Window& window) {
    const std::int64_t planes = std::int64_t{tile.groups} * window.planes;
    const std::int64_t rows = window.rows - window.pad_top - window.pad_bottom;
    const std::int64_t cols = window.cols - window.pad_left - window.pad_right;
    const bool whole_rows = window.cols == nest_.plane_cols && cols == window.cols;
    const bool whole = whole_plane(window, nest_) && window.planes == nest_.planes_per_group;
    const bool whole_cols = window.rows == nest_.plane_rows && rows == window.rows;
    const std::int64_t length = whole_rows ? rows * cols : cols;
    const std::int64_t count = whole_rows ? 1 : rows;
    if (whole) {
      load(used, 1, count, planes * length, nest_.activation());
    } else if (whole_cols) {
      load(used, 1, planes * count, length, nest_.activation());
    } else {
      load(used, planes, count, length, nest_.activation());
    }
  }

  /// So many LOADs of rows of elements.
  void load(std::int64_t used, std::int64_t loads, std::int64_t rows, std::int64_t elements, isa::Buffer buffer) {
    const std::int64_t beats = ceil_div(elements * config_.element_bytes(buffer), config_.bus_bytes);
    load_ = std::max(load_, used) + loads * (kLoadCycles + rows * std::max(beats, kLeastBurstCycles));
  }

  std::int64_t stored(const Tile& tile) const {
    const auto vector = static_cast<std::uint64_t>(config_.element_bytes(isa::Buffer::out));
    const auto cols = static_cast<std::uint64_t>(tile.cols);
    const auto rows = static_cast<std::uint64_t>(tile.filters() * tile.vectors_per_position * tile.rows);
    if (tile.cols == nest_.cols) return store_cycles_of({0, rows * cols * vector, 1, 0}, config_);
    return store_cycles_of({0, cols * vector, rows, static_cast<std::uint64_t>(nest_.cols) * vector}, config_);
  }

  const LoopNest& nest_;
  const Tiling& tiling_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  BufferSlots activation_slots_{tiling_.activation_buffers};
  BufferSlots filter_slots_{tiling_.filter_buffers};
  Times activation_ = Times(static_cast<std::size_t>(tiling_.activation_buffers));
  Times filter_ = Times(static_cast<std::size_t>(tiling_.filter_buffers));
  Times acc_ = Times(static_cast<std::size_t>(tiling_.acc_buffers));
  std::int64_t load_ = 0;
  std::int64_t compute_ = 0;
  std::int64_t store_ = 0;
};

}  // namespace

TEST_CASE("an estimate is what its tiles come to one by one") {
  rc::prop("random nests and plans", [] {
    const LoopNest nest = random_nest();
    const isa::HardwareConfig config = configuration(4, *rc::gen::element(64, 128, 512), {});
    const int alu_passes = random_number(1, 4);
    TilingPlan plan = random_plan(nest);
    plan.head = random_number(0, 3);
    plan.tail = random_number(0, 3);
    plan.store_parts = random_number(1, 3);
    plan.last_store_parts = random_number(1, 4);
    plan.filters_per_load = random_number(1, 4);
    const Tiling tiling = tiling_of(nest, plan);
    RC_ASSERT(estimate_cycles(nest, tiling, config, alu_passes) ==
              PlainEstimate(nest, tiling, config, alu_passes).cycles());
  });
}

}  // namespace vtasim::compiler
