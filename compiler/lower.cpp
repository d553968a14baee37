#include "compiler/lower.h"

#include <algorithm>
#include <utility>

#include "compiler/alu_products.h"
#include "compiler/gemm_loops.h"
#include "compiler/residency.h"
#include "compiler/second_pass.h"
#include "compiler/split_load.h"

namespace vtasim {
namespace {

constexpr int kLargestStride = 65535;  // x_stride has 16 bits.

std::uint32_t unsigned_of(int n) { return static_cast<std::uint32_t>(n); }

class Lowering {
 public:
  Lowering(const Nest& nest, const Tiling& tiling, const HardwareConfig& config,
           const std::vector<AluPass>& requantization, const DramBases& bases)
      : nest_(nest),
        tiling_(tiling),
        config_(config),
        requantization_(requantization),
        digits_(requantization.empty() ? 0 : requantization.front().stored_digits),
        bases_(bases),
        program_(config),
        alu_(nest, tiling, config, bases.constants, program_),
        activation_(tiling.activation_contexts),
        filter_(tiling.filter_contexts) {}

  UopTable run() {
    int next_context = 0;
    for (const Tile& tile : tiling_.tiles) {
      acc_base_ = next_context * acc_context_size(tiling_, config_);
      next_context = (next_context + 1) % tiling_.acc_contexts;
      lower_tile(tile);
    }
    if (digits_ > 0) {
      const std::vector<AluPass> passes(requantization_.begin() + 1, requantization_.end());
      append_second_pass(nest_, config_, digits_, passes, bases_, program_);
    }
    return std::move(program_);
  }

 private:
  void lower_tile(const Tile& tile) {
    alu_.start(tile, acc_base_);
    bool multiplied = false;
    const auto step = static_cast<std::size_t>(tiling_.taps_per_step);
    for (std::size_t tap = 0; tap < nest_.taps.size(); tap += step) {
      multiplied |= lower_step(tile, tap, std::min(tap + step, nest_.taps.size()));
    }
    // GEMM with reset and LOADs do not write out, so a tile in the padding needs some pass that does.
    const bool started_by_alu = nest_.bias && !nest_.bias_loaded;
    const bool written = multiplied || started_by_alu || (digits_ == 0 && !requantization_.empty());
    if (!written) alu_.run({AluOp::add, 0}, tile, acc_base_);
    if (digits_ > 0) return store_digits(tile);
    for (const AluPass& pass : requantization_) alu_.run(pass, tile, acc_base_);
    store(tile, bases_.output);
  }

  /// Stores the tile's sums as signed digits of 8 bits, the lowest first.
  void store_digits(const Tile& tile) {
    const auto plane =
        static_cast<std::uint32_t>(std::int64_t{nest_.images} * nest_.filters * nest_.phases * nest_.rows * nest_.cols);
    for (int digit = 0; digit < digits_; ++digit) {
      store(tile, bases_.digits + unsigned_of(digit) * plane);
      if (digit + 1 == digits_) break;
      alu_.run({AluOp::add, 1 << 7}, tile, acc_base_);
      alu_.run({AluOp::shr, 8}, tile, acc_base_);
    }
  }

  /// Accumulates the taps [begin, end). False where all they read is padding.
  bool lower_step(const Tile& tile, std::size_t begin, std::size_t end) {
    const Window window = window_of(nest_, tile, begin, end);
    if (window.outside) return false;
    if (nest_.activation == Buffer::acc) return multiply_on_alu(tile, window);
    const int filter_base = load_filter(tile, begin, end);
    const int activation_base = load_activation(tile, window, begin, end);
    const int taps = static_cast<int>(end - begin);
    const int per_filter = tile.vectors_per_filter();
    GemmLoops loops;
    loops.dims = {
        {tile.groups, tile.filters_per_group * per_filter, window.group_elements(), tile.filters_per_group * taps},
        {tile.filters_per_group, per_filter, 0, taps},
        {tile.rows, tile.cols, nest_.stride_rows * window.cols, 0},
        {tile.cols, 1, nest_.stride_cols, 0}};
    const int origin_row = tile.row * nest_.stride_rows - nest_.pad_rows - window.row;
    const int origin_col = tile.col * nest_.stride_cols - nest_.pad_cols - window.col;
    for (std::size_t t = begin; t < end; ++t) {
      const Tap& tap = nest_.taps[t];
      const int element = (origin_row + tap.dy) * window.cols + origin_col + tap.dx;
      loops.taps.push_back({acc_base_ + tap.phase * tile.rows * tile.cols,
                            activation_base + (tap.plane - window.plane) * window.elements() + element,
                            filter_base + static_cast<int>(t - begin)});
    }
    append_gemm(loops, nest_.activation, program_);
    return true;
  }

  /// Loads both operands behind the tile's sums and products, and sums up the products of all taps.
  bool multiply_on_alu(const Tile& tile, const Window& window) {
    const int taps = static_cast<int>(nest_.taps.size());
    ProductEntries entries;
    entries.sums = acc_base_;
    entries.products = entries.sums + tile.vectors();
    entries.activation = entries.products + tile.vectors();
    entries.filter = entries.activation + tile.groups * window.elements();
    load_planes(tile, window, tile.group, tile.groups, entries.activation);
    append_load(nest_.filter, entries.filter, bases_.filter + unsigned_of(tile.filter * taps),
                {tile.filters(), taps, taps});
    append_products(nest_, tile, window, entries, program_);
    return true;
  }

  int load_filter(const Tile& tile, std::size_t begin, std::size_t end) {
    const Residency::Slot slot = filter_.require(
        {tile.filter, tile.groups, tile.filters_per_group, static_cast<int>(begin), static_cast<int>(end)});
    const int base = slot.context * context_size(usable_depth(nest_.filter, config_), tiling_.filter_contexts);
    if (slot.hit) return base;
    const int taps = static_cast<int>(nest_.taps.size());
    const std::uint32_t dram = bases_.filter + unsigned_of(tile.filter * taps) + static_cast<std::uint32_t>(begin);
    append_load(nest_.filter, base, dram, {tile.filters(), static_cast<int>(end - begin), taps});
    return base;
  }

  int load_activation(const Tile& tile, const Window& window, std::size_t begin, std::size_t end) {
    const Residency::Slot slot =
        activation_.require({tile.image, tile.group, tile.groups, tile.row, tile.rows, tile.col, tile.cols,
                             static_cast<int>(begin), static_cast<int>(end)});
    const int base = slot.context * context_size(usable_depth(nest_.activation, config_), tiling_.activation_contexts);
    if (slot.hit) return base;
    if (window.planes == nest_.planes_per_group) {
      load_planes(tile, window, tile.group * nest_.planes_per_group, tile.groups * window.planes, base);
      return base;
    }
    for (int i = 0; i < tile.groups; ++i) {
      const int plane = (tile.group + i) * nest_.planes_per_group + window.plane;
      load_planes(tile, window, plane, window.planes, base + i * window.group_elements());
    }
    return base;
  }

  /// Loads the window of `count` planes, one after the other.
  void load_planes(const Tile& tile, const Window& window, int first_plane, int count, int base) {
    const int rows = window.rows - window.pad_top - window.pad_bottom;
    const int cols = window.cols - window.pad_left - window.pad_right;
    // In 64 bits: the caller has checked that the tensor fits DRAM.
    const auto element_of = [&](int plane) {
      const std::int64_t row =
          (std::int64_t{tile.image} * nest_.planes + plane) * nest_.plane_rows + window.row + window.pad_top;
      return static_cast<std::uint32_t>(row * nest_.plane_cols + window.col + window.pad_left);
    };
    // What lies in one piece in each plane makes a row of a single LOAD.
    const bool in_one_piece = window.elements() == rows * cols && (rows == 1 || cols == nest_.plane_cols);
    const std::int64_t pitch = std::int64_t{nest_.plane_rows} * nest_.plane_cols;
    if (in_one_piece && pitch <= kLargestStride) {
      append_load(nest_.activation, base, bases_.activation + element_of(first_plane),
                  {count, rows * cols, static_cast<int>(pitch)});
      return;
    }
    for (int i = 0; i < count; ++i) {
      append_load(nest_.activation, base + i * window.elements(), bases_.activation + element_of(first_plane + i),
                  {rows, cols, nest_.plane_cols}, window);
    }
  }

  /// Rows of elements in DRAM.
  struct Rectangle {
    int rows = 1;
    int cols = 1;
    int pitch = 1;
  };

  void append_load(Buffer buffer, int sram_base, std::uint32_t dram_base, Rectangle data, const Window& pads = {}) {
    const bool rows_touch = data.cols == data.pitch && pads.pad_left + pads.pad_right == 0;
    // Rows without gaps are one row: one long burst, and no limit from x_stride.
    const bool one_row = data.rows == 1 || (rows_touch && pads.pad_top + pads.pad_bottom == 0);
    Load load;
    load.buffer = static_cast<std::uint32_t>(buffer);
    load.sram_base = unsigned_of(sram_base);
    load.dram_base = dram_base;
    load.y_size = one_row ? 1 : unsigned_of(data.rows);
    load.x_size = one_row ? unsigned_of(data.rows * data.cols) : unsigned_of(data.cols);
    load.x_stride = one_row ? load.x_size : unsigned_of(data.pitch);
    load.y_pad_0 = unsigned_of(pads.pad_top);
    load.y_pad_1 = unsigned_of(pads.pad_bottom);
    load.x_pad_0 = unsigned_of(pads.pad_left);
    load.x_pad_1 = unsigned_of(pads.pad_right);
    for (const Load& part : split_load(load, config_)) program_.append(part);
  }

  /// Stores the tile's out vectors to their places in an array of all of them at `base`.
  void store(const Tile& tile, std::uint32_t base) {
    const bool whole_rows = tile.cols == nest_.cols;
    const int planes = tile.filters() * tile.phases;
    const int plane = tile.rows * tile.cols;
    const std::int64_t pitch = std::int64_t{nest_.rows} * nest_.cols;
    // What lies in one piece in DRAM takes one row of a STORE: everything, the rows of a plane, or a row.
    if (whole_rows && tile.rows == nest_.rows) {
      append_store(tile, base, 0, 1, planes * plane, 0);
    } else if ((whole_rows || tile.rows == 1) && pitch <= kLargestStride) {
      append_store(tile, base, 0, planes, plane, static_cast<int>(pitch));
    } else {
      for (int i = 0; i < planes; ++i) {
        append_store(tile, base, i, whole_rows ? 1 : tile.rows, whole_rows ? plane : tile.cols, nest_.cols);
      }
    }
  }

  /// Stores rows of out vectors from the tile's out plane `plane` on, `pitch` apart in DRAM.
  void append_store(const Tile& tile, std::uint32_t base, int plane, int rows, int cols, int pitch) {
    const std::int64_t first = (std::int64_t{tile.image} * nest_.filters + tile.filter) * nest_.phases + plane;
    const std::int64_t vector = (first * nest_.rows + tile.row) * nest_.cols + tile.col;
    Store store;
    store.buffer = static_cast<std::uint32_t>(Buffer::out);
    store.sram_base = unsigned_of(acc_base_ + plane * tile.rows * tile.cols);
    store.dram_base = base + static_cast<std::uint32_t>(vector);
    store.y_size = unsigned_of(rows);
    store.x_size = unsigned_of(cols);
    store.x_stride = rows == 1 ? store.x_size : unsigned_of(pitch);
    program_.append(store);
  }

  const Nest& nest_;
  const Tiling& tiling_;
  const HardwareConfig& config_;
  const std::vector<AluPass>& requantization_;
  const int digits_;  ///< In which sums go to DRAM; 0: requantization is fused.
  const DramBases bases_;
  UopTable program_;
  TileAlu alu_;
  Residency activation_;
  Residency filter_;
  int acc_base_ = 0;  ///< Of the current tile.
};

}  // namespace

UopTable lower(const Nest& nest, const Tiling& tiling, const HardwareConfig& config,
               const std::vector<AluPass>& requantization, const DramBases& bases) {
  return Lowering(nest, tiling, config, requantization, bases).run();
}

}  // namespace vtasim
