#include "compiler/codegen/tile_maximum.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/codegen/alu_loops.h"
#include "compiler/codegen/gemm_loops.h"
#include "compiler/tiling/maximum_form.h"
#include "compiler/tiling/tap_ranges.h"

namespace vtasim::compiler {
namespace {

/// Less than or equal to any element.
constexpr int kLeastElement = -128;

/// Rows or columns of a tile: entries of acc, and what of the plane they meet.
struct Axis {
  bool chained = true;
  int positions = 0;  ///< Of out vectors.
  int stride = 1;
  int kernel = 1;
  int first = 0;   ///< The element of the plane that the first position meets at the first tap; before it in padding.
  int extent = 0;  ///< Of the plane.

  int entries() const { return chained ? positions : std::min((positions - 1) * stride + kernel, extent - first); }
  int step() const { return chained ? stride : 1; }  ///< Elements from an entry to the next.
  int taps() const { return chained ? kernel : 1; }
  /// The entries at which a tap meets the plane.
  Piece inside(int tap) const { return positions_inside(0, entries(), step(), first + tap, extent); }
  /// The tap that meets it at the most entries.
  int widest_tap() const {
    int widest = 0;
    for (int tap = 1; tap < taps(); ++tap) {
      if (inside(tap).size > inside(widest).size) widest = tap;
    }
    return widest;
  }
  /// Entries that lie in the padding before the plane.
  int before() const { return chained ? 0 : std::max(0, -first); }
  std::vector<MaximumStep> steps() const {
    return chained ? std::vector<MaximumStep>{} : maximum_steps(kernel, stride, positions, entries());
  }
  int result_step() const { return chained ? 1 : stride; }  ///< Entries from a position's maximum to the next.
};

/// A tap of those that are chained, and the rectangle of entries at which it meets the plane.
struct ChainTap {
  int row = 0;
  int col = 0;
  Piece rows;
  Piece cols;
  bool empty() const { return rows.size == 0 || cols.size == 0; }
  bool same_place(const ChainTap& other) const {
    return rows.begin == other.rows.begin && rows.size == other.rows.size && cols.begin == other.cols.begin &&
           cols.size == other.cols.size;
  }
};

class TileMaximum {
 public:
  TileMaximum(const LoopNest& nest, const Tile& tile, const Window& window, const MaximumEntries& entries,
              UopTable& program)
      : planes_(tile.groups), window_(window), entries_(entries), program_(program) {
    const Tap& last = nest.taps.back();
    rows_ = {nest.maximum->chain_rows, tile.rows,      nest.stride_rows, last.dy + 1,
             first_row(nest, tile),    nest.plane_rows};
    cols_ = {nest.maximum->chain_cols, tile.cols,      nest.stride_cols, last.dx + 1,
             first_col(nest, tile),    nest.plane_cols};
  }

  MaximumPlaces run() {
    chain();
    join_cols();
    join_rows();
    return {plane_pitch(), rows_.result_step() * cols_.entries()};
  }

 private:
  static int first_row(const LoopNest& nest, const Tile& tile) { return tile.row * nest.stride_rows - nest.pad_rows; }
  static int first_col(const LoopNest& nest, const Tile& tile) { return tile.col * nest.stride_cols - nest.pad_cols; }
  int plane_pitch() const { return rows_.entries() * cols_.entries(); }

  ChainTap tap_at(int row, int col) const { return {row, col, rows_.inside(row), cols_.inside(col)}; }

  /// Taps that meet anything, that which meets most first.
  std::vector<ChainTap> taps() const {
    const int first_row = rows_.widest_tap();
    const int first_col = cols_.widest_tap();
    std::vector<ChainTap> taps{tap_at(first_row, first_col)};
    for (int row = 0; row < rows_.taps(); ++row) {
      for (int col = 0; col < cols_.taps(); ++col) {
        const ChainTap tap = tap_at(row, col);
        if (!tap.empty() && (row != first_row || col != first_col)) taps.push_back(tap);
      }
    }
    return taps;
  }

  void chain() {
    const std::vector<ChainTap> all = taps();
    append_reset(entries_.acc, planes_ * plane_pitch(), program_);
    set_to_least(all.front());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0) alu(isa::AluOp::max, 0, all[i].rows, all[i].cols);
      const bool next = i + 1 < all.size();
      // The next tap is subtracted in the same instruction where it has the same places.
      if (next && all[i].same_place(all[i + 1])) {
        gemm(all[i], &all[i + 1]);
        continue;
      }
      gemm(all[i], nullptr);
      if (next) gemm_negative(all[i + 1]);
    }
  }

  /// Of what the first tap does not meet: nothing is less.
  void set_to_least(const ChainTap& first) {
    const auto fill = [this](Piece rows, Piece cols) {
      if (rows.size > 0 && cols.size > 0) alu(isa::AluOp::min, kLeastElement, rows, cols);
    };
    const Piece all_cols{0, cols_.entries()};
    const int rows_end = first.rows.begin + first.rows.size;
    const int cols_end = first.cols.begin + first.cols.size;
    fill({0, first.rows.begin}, all_cols);
    fill({rows_end, rows_.entries() - rows_end}, all_cols);
    fill(first.rows, {0, first.cols.begin});
    fill(first.rows, {cols_end, cols_.entries() - cols_end});
  }

  int acc_at(Piece rows, Piece cols) const { return entries_.acc + rows.begin * cols_.entries() + cols.begin; }

  int activation_of(const ChainTap& tap) const {
    const int row = rows_.first + tap.rows.begin * rows_.step() + tap.row - window_.row;
    const int col = cols_.first + tap.cols.begin * cols_.step() + tap.col - window_.col;
    return entries_.activation + row * window_.cols + col;
  }

  GemmLoops loops_over(const ChainTap& tap) const {
    GemmLoops loops;
    loops.dims = {{planes_, plane_pitch(), window_.elements(), 0},
                  {tap.rows.size, cols_.entries(), rows_.step() * window_.cols, 0},
                  {tap.cols.size, 1, cols_.step(), 0}};
    return loops;
  }

  /// Adds a tap; subtracts another one.
  void gemm(const ChainTap& tap, const ChainTap* subtracted) {
    GemmLoops loops = loops_over(tap);
    const int acc = acc_at(tap.rows, tap.cols);
    loops.taps.push_back({acc, activation_of(tap), entries_.constants});
    if (subtracted != nullptr) loops.taps.push_back({acc, activation_of(*subtracted), entries_.constants + 1});
    append_gemm(loops, isa::Buffer::inp, program_);
  }

  void gemm_negative(const ChainTap& tap) {
    GemmLoops loops = loops_over(tap);
    loops.taps = {{acc_at(tap.rows, tap.cols), activation_of(tap), entries_.constants + 1}};
    append_gemm(loops, isa::Buffer::inp, program_);
  }

  void alu(isa::AluOp op, int immediate, Piece rows, Piece cols) {
    const int acc = acc_at(rows, cols);
    append_alu(
        op, immediate,
        {{{planes_, plane_pitch(), plane_pitch()}, {rows.size, cols_.entries(), cols_.entries()}, {cols.size, 1, 1}},
         acc,
         acc},
        program_);
  }

  /// Of every row that is not padding.
  void join_cols() {
    const int before = rows_.before();
    const int acc = acc_at({before, 0}, {0, 0});
    for (const MaximumStep& step : cols_.steps()) {
      append_register_alu(isa::AluOp::max,
                          {{{planes_, plane_pitch(), plane_pitch()},
                            {rows_.entries() - before, cols_.entries(), cols_.entries()},
                            {step.positions, cols_.stride, cols_.stride}},
                           acc,
                           acc + step.distance},
                          program_);
    }
  }

  void join_rows() {
    const int pitch = rows_.stride * cols_.entries();
    for (const MaximumStep& step : rows_.steps()) {
      append_register_alu(
          isa::AluOp::max,
          {{{planes_, plane_pitch(), plane_pitch()}, {step.positions, pitch, pitch}, {cols_.positions, 1, 1}},
           entries_.acc,
           entries_.acc + step.distance * cols_.entries()},
          program_);
    }
  }

  const int planes_;
  const Window& window_;
  const MaximumEntries& entries_;
  UopTable& program_;
  Axis rows_;
  Axis cols_;
};

}  // namespace

MaximumPlaces append_maximum(const LoopNest& nest, const Tile& tile, const Window& window,
                             const MaximumEntries& entries, UopTable& program) {
  return TileMaximum(nest, tile, window, entries, program).run();
}

}  // namespace vtasim::compiler
