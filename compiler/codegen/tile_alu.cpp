#include "compiler/codegen/tile_alu.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/codegen/alu_loops.h"
#include "compiler/codegen/gemm_loops.h"
#include "compiler/codegen/safe_loads.h"
#include "compiler/epilogue/alu_pass.h"
#include "isa/rules/compute_cycles.h"

namespace vtasim::compiler {
namespace {

/// Neighbouring filters with the same shift.
struct Run {
  int count = 0;
  std::optional<int> shift;
};

/// A part of a tile's rows or columns, from its first on.
struct Span {
  int begin = 0;
  int count = 0;
};

/// What a tile of [first, first + extent) has of the i-th of the ranges that begin at `begins`.
Span within(const std::vector<int>& begins, std::size_t i, int first, int extent) {
  const int begin = std::max(begins[i], first);
  const int end = i + 1 < begins.size() ? std::min(begins[i + 1], first + extent) : first + extent;
  return {begin - first, end - begin};
}

std::vector<Run> runs_of(const LoopNest& nest, const Tile& tile) {
  std::vector<Run> runs;
  for (int i = 0; i < tile.filters(); ++i) {
    const std::optional<int> shift = nest.filter_shifts[static_cast<std::size_t>(tile.filter + i)];
    if (runs.empty() || runs.back().shift != shift) runs.push_back({0, shift});
    ++runs.back().count;
  }
  return runs;
}

}  // namespace

TileAlu::TileAlu(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config, const DramBases& bases,
                 UopTable& program)
    : nest_(nest), tiling_(tiling), config_(config), bases_(bases), program_(program) {}

void TileAlu::start(const Tile& tile, int acc_base, const AccLayout& layout) {
  if (!nest_.bias) return append_reset(acc_base, tile.vectors(), program_);
  if (nest_.bias_loaded) return load_bias(tile, acc_base);
  copy_bias(tile, acc_base, layout);
}

void TileAlu::copy_bias(const Tile& tile, int acc_base, const AccLayout& layout) {
  const int constants = require_bias_and_shifts(tile);
  const auto cols = static_cast<int>(nest_.bias_cols.size());
  for (std::size_t i = 0; i < nest_.bias_rows.size(); ++i) {
    const Span row = within(nest_.bias_rows, i, tile.row, tile.rows);
    for (std::size_t j = 0; j < nest_.bias_cols.size(); ++j) {
      const Span col = within(nest_.bias_cols, j, tile.col, tile.cols);
      if (row.count <= 0 || col.count <= 0) continue;
      AluLoops copy;
      copy.dims = {{tile.filters(), layout.filter, nest_.bias_and_shift_vectors()},
                   {tile.vectors_per_position, tile.rows * tile.cols * layout.position, 0},
                   {row.count, tile.cols * layout.position, 0},
                   {col.count, layout.position, 0}};
      copy.dst = acc_base + (row.begin * tile.cols + col.begin) * layout.position;
      copy.src = constants + static_cast<int>(i) * cols + static_cast<int>(j);
      append_alu(isa::AluOp::add, 0, copy, program_);
    }
  }
}

void TileAlu::run(const AluPass& pass, const Tile& tile, int acc_base, const AccLayout& layout) {
  if (!pass.by_channel) {
    append_immediate(pass.op, pass.immediate, acc_base, tile.vectors());
  } else {
    shift_by_filter(pass, tile, acc_base, layout);
  }
}

int TileAlu::require_bias_and_shifts(const Tile& tile) {
  const int base = tiling_.partition.base(isa::Buffer::acc) + tiling_.acc_buffers * acc_buffer_size(tiling_);
  const int each = nest_.bias_and_shift_vectors();
  if (tile.filter < first_filter_ || tile.filter + tile.filters() > first_filter_ + filter_count_) {
    first_filter_ = tile.filter;
    filter_count_ = std::min(tiling_.bias_slots / each, nest_.filters - tile.filter);
    if (nest_.bias_product) {
      multiply_bias(first_filter_, filter_count_, base);
    } else {
      append_load(acc_load(base, std::int64_t{first_filter_} * each, {1, filter_count_ * each}), config_, program_);
    }
  }
  return base + (tile.filter - first_filter_) * each;
}

void TileAlu::multiply_bias(int first_filter, int count, int acc_base) {
  const int digits = tiling_.partition.end(isa::Buffer::inp);
  const int constants = tiling_.partition.end(isa::Buffer::wgt);
  if (!constants_loaded_) {
    append_load(make_load(isa::Buffer::wgt, constants, bases_.bias_constants, {1, 1}), config_, program_);
  }
  constants_loaded_ = true;
  append_load(make_load(isa::Buffer::inp, digits, bases_.bias_digits + field(first_filter), {1, count}), config_,
              program_);
  append_reset(acc_base, count, program_);
  GemmLoops loops;
  loops.dims = {{count, 1, 0, 1}};
  loops.taps = {{acc_base, constants, digits}};
  append_gemm(loops, isa::Buffer::wgt, program_);
}

isa::Load TileAlu::acc_load(int sram, std::int64_t element, const DramRows& data) const {
  return make_load(isa::Buffer::acc, sram, bases_.bias_and_shifts + static_cast<std::uint32_t>(element), data);
}

void TileAlu::load_bias(const Tile& tile, int acc_base) {
  const int vectors = tile.vectors_per_filter();
  const int copies = std::min(vectors, nest_.bias_copies);
  const std::int64_t first = std::int64_t{nest_.filters} * nest_.bias_and_shift_vectors();
  if (vectors == nest_.bias_copies) {
    // Those of neighbouring filters lie side by side as in acc.
    const int all = tile.vectors();
    return append_load(acc_load(acc_base, first + std::int64_t{tile.filter} * nest_.bias_copies, {1, all}), config_,
                       program_);
  }
  for (int i = 0; i < tile.filters(); ++i) {
    const std::int64_t element = first + std::int64_t{tile.filter + i} * nest_.bias_copies;
    isa::Load load = acc_load(acc_base, element, {vectors / copies, copies, 0});
    load.x_stride = 0;  // Reads the same copies again for every row.
    append_load(load, config_, program_);
    const int rest = vectors % copies;
    if (rest > 0) append_load(acc_load(acc_base + vectors - rest, element, {1, rest}), config_, program_);
    acc_base += vectors;
  }
}

void TileAlu::append_immediate(isa::AluOp op, int immediate, int acc_base, int vectors) {
  append_alu(op, immediate, {{{vectors, 1, 1}}, acc_base, acc_base}, program_);
}

void TileAlu::shift_by_filter(const AluPass& pass, const Tile& tile, int acc_base, const AccLayout& layout) {
  const std::vector<Run> runs = runs_of(nest_, tile);
  const int vectors = tile.vectors_per_filter();
  const bool lanes_differ = std::any_of(runs.begin(), runs.end(), [](const Run& run) { return !run.shift; });
  const std::int64_t by_runs = static_cast<std::int64_t>(runs.size()) * isa::kComputeOverhead + tile.vectors();
  const std::int64_t by_registers = isa::kComputeOverhead + isa::alu_cycles(false) * std::int64_t{tile.vectors()};
  if (!lanes_differ && (!nest_.shifts || by_runs <= by_registers)) {
    for (const Run& run : runs) {
      const AluLoops all{
          {{run.count, layout.filter, layout.filter}, {vectors, layout.position, layout.position}}, acc_base, acc_base};
      append_alu(pass.op, *run.shift, all, program_);
      acc_base += run.count * layout.filter;
    }
    return;
  }
  isa::Alu alu;
  alu.op = static_cast<std::uint32_t>(pass.op);
  alu.iter_out = field(tile.filters());
  alu.iter_in = field(vectors);
  alu.dst_factor_out = tile.filters() > 1 ? field(layout.filter) : 0;
  alu.src_factor_out = tile.filters() > 1 ? field(nest_.bias_and_shift_vectors()) : 0;
  alu.dst_factor_in = vectors > 1 ? field(layout.position) : 0;
  const int shifts = require_bias_and_shifts(tile) + nest_.bias_and_shift_vectors() - 1;
  program_.append(alu, {encode(isa::Uop{field(acc_base), field(shifts), 0})});
}

}  // namespace vtasim::compiler
