#include "compiler/codegen/loop_nest_stage.h"

#include <algorithm>

#include "compiler/codegen/alu_products.h"
#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/gemm_loops.h"
#include "compiler/codegen/moved_rows.h"
#include "compiler/codegen/safe_loads.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/tiling/maximum_form.h"
#include "compiler/tiling/store_parts.h"
#include "compiler/tiling/tap_ranges.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
LoopNestStage::LoopNestStage(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config,
                             const std::vector<AluPass>& requantization, const DramBases& bases, UopTable& program)
    : nest_(nest),
      tiling_(tiling),
      config_(config),
      requantization_(requantization),
      digits_(stored_digits(requantization)),
      bases_(bases),
      steps_(ceil_div(nest.taps.size(), static_cast<std::size_t>(tiling.taps_per_step))),
      filter_blocks_(filter_blocks(nest, tiling)),
      program_(program),
      alu_(nest, tiling, config, bases, program),
      activation_(tiling.activation_buffers),
      filter_(tiling.filter_buffers) {}

LoopNestStage::Step LoopNestStage::step_of(std::size_t unit) const {
  const auto size = static_cast<std::size_t>(tiling_.taps_per_step);
  const std::size_t begin = unit % steps_ * size;
  return {begin, std::min(begin + size, nest_.taps.size())};
}

StageUnit LoopNestStage::unit(std::size_t index) const {
  const Tile& tile = tiling_.tiles[index / steps_];
  const Step step = step_of(index);
  const Window window = window_of(nest_, tile, step.begin, step.end);
  StageUnit unit;
  unit.operations =
      std::int64_t{tile.filters()} * tile.rows * tile.cols * static_cast<std::int64_t>(step.end - step.begin);
  unit.reads = {tile.image, tile.group * nest_.planes_per_group + window.plane,
                (tile.groups - 1) * nest_.planes_per_group + window.planes, window.row, window.rows};
  if (nest_.maximum) unit.operations = tile.filters() * maximum_cycles(nest_, tile.rows, tile.cols);
  if (step.begin == 0 && !nest_.maximum) unit.operations += tile.vectors();
  if (step.end == nest_.taps.size()) {
    if (nest_.residual_shift) unit.operations += tile.vectors();
    unit.operations += static_cast<std::int64_t>(requantization_.size()) * tile.vectors();
    unit.writes = TensorPart{tile.image, tile.filter, tile.filters(), tile.row, tile.rows};
  }
  return unit;
}

// Ranges of filters are within their groups.
isa::ProgramNotes::Unit LoopNestStage::notes_of(std::size_t unit) const {
  const Tile& tile = tiling_.tiles[unit / steps_];
  const Step step = step_of(unit);
  const auto taps = static_cast<int>(step.end - step.begin);
  return {
      0,
      static_cast<std::uint32_t>(unit / steps_),
      static_cast<std::uint32_t>(tiling_.tiles.size()),
      {{"image", tile.image, 1, nest_.images},
       {"group", tile.group, tile.groups, nest_.groups()},
       {"filter", tile.filter - tile.group * nest_.filters_per_group, tile.filters_per_group, nest_.filters_per_group},
       {"row", tile.row, tile.rows, nest_.rows},
       {"col", tile.col, tile.cols, nest_.cols},
       {"tap", static_cast<int>(step.begin), taps, static_cast<int>(nest_.taps.size())}}};
}

void LoopNestStage::emit(std::size_t index) {
  const Tile& tile = tiling_.tiles[index / steps_];
  const Step step = step_of(index);
  program_.begin_unit([&] { return notes_of(index); });
  if (step.begin == 0) start(tile);
  multiplied_ |= accumulate(index / steps_, step);
  if (step.end == nest_.taps.size()) finish(tile);
}

void LoopNestStage::start(const Tile& tile) {
  acc_base_ = tiling_.partition.base(isa::Buffer::acc) + next_buffer_ * acc_buffer_size(tiling_);
  next_buffer_ = (next_buffer_ + 1) % tiling_.acc_buffers;
  multiplied_ = false;
  if (nest_.maximum) return;
  program_.begin(isa::Purpose::bias);
  for (const FilterPart& part : filter_parts_of(tile)) {
    alu_.start(part.tile, acc_base_ + part.first_vector, part.layout);
  }
}

// Whether the vectors of filters that lie side by side in DRAM lie so in acc, too. Each then has a row of acc entries
// that a STORE takes as it is. LOADs of a bias, and pieces that are stored one after the other, have filter by filter.
bool LoopNestStage::side_by_side(const Tile& tile) const {
  return bases_.filters_side_by_side > 1 && nest_.filters_per_group == 1 && !nest_.bias_loaded && tile.store_parts <= 1;
}

std::vector<LoopNestStage::FilterPart> LoopNestStage::filter_parts_of(const Tile& tile) const {
  if (!side_by_side(tile)) return {{tile, 0, filter_by_filter(tile)}};
  std::vector<FilterPart> parts;
  const int together = bases_.filters_side_by_side;
  for (int begin = 0; begin < tile.groups;) {
    const int filter = tile.filter + begin;
    const int count = std::min(tile.groups - begin, together - filter % together);
    FilterPart part{tile, begin * tile.vectors_per_filter(), {1, count}};
    part.tile.group += begin;
    part.tile.filter = filter;
    part.tile.groups = count;
    parts.push_back(part);
    begin += count;
  }
  return parts;
}

void LoopNestStage::finish(const Tile& tile) {
  if (nest_.maximum) return store_maxima(tile);
  if (nest_.residual_shift) add_residual(tile);
  program_.begin(isa::Purpose::requantization);
  // GEMM with reset and LOADs do not write out, so a tile in the padding needs some pass that does.
  const bool started_by_alu = nest_.bias && !nest_.bias_loaded;
  const bool written = multiplied_ || started_by_alu || (digits_ == 0 && !requantization_.empty());
  if (!written) alu_.run({isa::AluOp::add, 0}, tile, acc_base_);
  if (digits_ > 0) return store_digits(tile);
  if (side_by_side(tile)) {
    const std::vector<FilterPart> parts = filter_parts_of(tile);
    for (const AluPass& pass : requantization_) {
      if (!pass.by_channel) {
        alu_.run(pass, tile, acc_base_);
        continue;
      }
      for (const FilterPart& part : parts) alu_.run(pass, part.tile, acc_base_ + part.first_vector, part.layout);
    }
    program_.begin(isa::Purpose::store);
    for (const FilterPart& part : parts) store_side_by_side(part);
    return;
  }
  for (const TilePart& part : store_parts_of(tile)) {
    const int acc = acc_base_ + part.first_vector;
    program_.begin(isa::Purpose::requantization);
    for (const AluPass& pass : requantization_) alu_.run(pass, part.tile, acc);
    program_.begin(isa::Purpose::store);
    if (bases_.filters_side_by_side > 1) {
      store_one_by_one(part.tile, acc);
    } else {
      store(part.tile, acc, bases_.output);
    }
  }
}

// Stores the tile's sums as signed digits of 8 bits, the lowest first.
void LoopNestStage::store_digits(const Tile& tile) {
  const auto plane = static_cast<std::uint32_t>(std::int64_t{nest_.images} * nest_.filters *
                                                nest_.vectors_per_position * nest_.rows * nest_.cols);
  for (int digit = 0; digit < digits_; ++digit) {
    program_.begin(isa::Purpose::store);
    store(tile, acc_base_, bases_.digits + field(digit) * plane);
    if (digit + 1 == digits_) break;
    program_.begin(isa::Purpose::requantization);
    alu_.run({isa::AluOp::add, 1 << 7}, tile, acc_base_);
    alu_.run({isa::AluOp::shr, 8}, tile, acc_base_);
  }
}

// Accumulates the taps [begin, end) of the tile with that index. False where all they read is padding.
bool LoopNestStage::accumulate(std::size_t index, Step step) {
  const Tile& tile = tiling_.tiles[index];
  const Window window = window_of(nest_, tile, step.begin, step.end);
  if (nest_.maximum) return take_maximum(tile, without_padding(window), step);
  if (window.outside) return false;
  if (nest_.in_acc()) return multiply_on_alu(tile, window);
  const bool skip = skips_padding();
  const std::vector<TapRange> ranges =
      skip ? taps_inside(nest_, tile, step.begin, step.end) : taps_everywhere(tile, step.begin, step.end);
  if (ranges.empty()) return false;
  StepOperands operands{skip ? without_padding(window) : window, 0, 0, step};
  operands.filter = load_filter(tile, filter_blocks_[index], step);
  operands.activation = load_activation(tile, operands.window, step);
  program_.begin(isa::Purpose::products);
  for (const TapRange& range : ranges) multiply(tile, range, operands);
  return true;
}

// What every vector of a tile gets besides products writes it out, too; without that, each takes a product.
bool LoopNestStage::skips_padding() const {
  const bool started_by_alu = nest_.bias && !nest_.bias_loaded;
  return tiling_.skip_padding && (started_by_alu || nest_.residual_shift || (digits_ == 0 && !requantization_.empty()));
}

// Sums up the taps of a range of the tile's positions.
void LoopNestStage::multiply(const Tile& tile, const TapRange& range, const StepOperands& operands) {
  for (const FilterPart& part : filter_parts_of(tile)) multiply_part(part, tile, range, operands);
}

void LoopNestStage::multiply_part(const FilterPart& part, const Tile& tile, const TapRange& range,
                                  const StepOperands& operands) {
  const Window& window = operands.window;
  const int taps = nest_.filters_alike ? 0 : static_cast<int>(operands.step.end - operands.step.begin);  // A filter's.
  const AccLayout& layout = part.layout;
  GemmLoops loops;
  loops.dims = {{part.tile.groups, tile.filters_per_group * layout.filter, window.group_elements(),
                 tile.filters_per_group * taps},
                {tile.filters_per_group, layout.filter, 0, taps},
                {range.rows, tile.cols * layout.position, nest_.stride_rows * window.cols, 0},
                {range.cols, layout.position, nest_.stride_cols, 0}};
  const int acc = acc_base_ + part.first_vector;
  const int activation = operands.activation + (part.tile.group - tile.group) * window.group_elements();
  const int filter = operands.filter + (part.tile.filter - tile.filter) * taps;
  const int origin_row = (tile.row + range.row) * nest_.stride_rows - nest_.pad_rows - window.row;
  const int origin_col = (tile.col + range.col) * nest_.stride_cols - nest_.pad_cols - window.col;
  for (const std::size_t t : range.taps) {
    const Tap& tap = nest_.taps[t];
    const int element = (origin_row + tap.dy) * window.cols + origin_col + tap.dx;
    const int position = (tap.out_vector * tile.rows + range.row) * tile.cols + range.col;
    loops.taps.push_back({acc + position * layout.position,
                          activation + (tap.plane - window.plane) * window.elements() + element,
                          filter + static_cast<int>(t - operands.step.begin)});
  }
  append_gemm(loops, nest_.activation(), program_);
}

// Loads both operands behind the tile's sums and products, and sums up the products of all taps.
bool LoopNestStage::multiply_on_alu(const Tile& tile, const Window& window) {
  const int taps = static_cast<int>(nest_.taps.size());
  ProductEntries entries;
  entries.sums = acc_base_;
  entries.products = entries.sums + tile.vectors();
  entries.activation = entries.products + tile.vectors();
  entries.filter = entries.activation + tile.groups * window.elements();
  program_.begin(isa::Purpose::activation);
  load_planes(activation_tensor(), tile.image, window, tile.group, tile.groups, entries.activation);
  program_.begin(isa::Purpose::filter);
  load(nest_.filter(), entries.filter, bases_.filter + field(tile.filter * taps), {tile.filters(), taps, taps});
  program_.begin(isa::Purpose::products);
  append_products(nest_, tile, window, entries, program_);
  return true;
}

// Loads the elements of the tile's planes that are no padding, and takes their maxima.
bool LoopNestStage::take_maximum(const Tile& tile, const Window& window, Step step) {
  MaximumEntries entries;
  entries.acc = acc_base_;
  entries.constants = require_constants();
  entries.activation = load_activation(tile, window, step);
  program_.begin(isa::Purpose::products);
  maxima_ = append_maximum(nest_, tile, window, entries, program_);
  return true;
}

// Adds the residual's vectors to the tile's. They lie in a buffer of the activation's as the sums do in acc.
void LoopNestStage::add_residual(const Tile& tile) {
  const auto taps = static_cast<int>(nest_.taps.size());  // No step of the activation begins there.
  const BufferSlots::Slot slot =
      activation_.require({tile.image, tile.filter, tile.filters(), tile.row, tile.rows, tile.col, tile.cols, taps});
  const int base = activation_base(slot.buffer);
  const int constants = require_constants();
  if (!slot.hit) {
    Window window;
    window.row = tile.row;
    window.col = tile.col;
    window.rows = tile.rows;
    window.cols = tile.cols;
    const PlaneTensor tensor{nest_.activation(), bases_.residual, nest_.filters, nest_.rows, nest_.cols};
    program_.begin(isa::Purpose::activation);
    load_planes(tensor, tile.image, window, tile.filter, tile.filters(), base);
  }
  program_.begin(isa::Purpose::products);
  GemmLoops loops;
  loops.dims = {{tile.vectors(), 1, 1, 0}};
  loops.taps = {{acc_base_, base, constants}};
  append_gemm(loops, nest_.activation(), program_);
  multiplied_ = true;
}

// The place of the constant tiles; loads them where they are not there.
int LoopNestStage::require_constants() {
  const int place = tiling_.partition.end(nest_.filter());
  if (!constants_loaded_) {
    program_.begin(isa::Purpose::filter);
    load(nest_.filter(), place, bases_.constants, {1, nest_.constant_tiles()});
  }
  constants_loaded_ = true;
  return place;
}

// The place of the tile's filters; loads their block where it is not there.
int LoopNestStage::load_filter(const Tile& tile, const FilterBlock& block, Step step) {
  const BufferSlots::Slot slot =
      filter_.require({block.first, block.count, static_cast<int>(step.begin), static_cast<int>(step.end)});
  const int base = tiling_.partition.base(nest_.filter()) +
                   slot.buffer * buffer_size(tiling_.partition.size(nest_.filter()), tiling_.filter_buffers);
  const int step_taps = static_cast<int>(step.end - step.begin);
  if (!slot.hit) {
    const int taps = static_cast<int>(nest_.taps.size());
    const std::uint32_t dram = bases_.filter + field(block.first * taps) + static_cast<std::uint32_t>(step.begin);
    program_.begin(isa::Purpose::filter);
    load(nest_.filter(), base, dram, {block.count, step_taps, taps});
  }
  return nest_.filters_alike ? base : base + (tile.filter - block.first) * step_taps;
}

int LoopNestStage::load_activation(const Tile& tile, const Window& window, Step step) {
  const BufferSlots::Slot slot =
      activation_.require({tile.image, tile.group, tile.groups, tile.row, tile.rows, tile.col, tile.cols,
                           static_cast<int>(step.begin), static_cast<int>(step.end)});
  const int base = activation_base(slot.buffer);
  if (slot.hit) return base;
  program_.begin(isa::Purpose::activation);
  const PlaneTensor tensor = activation_tensor();
  if (window.planes == nest_.planes_per_group) {
    load_planes(tensor, tile.image, window, tile.group * nest_.planes_per_group, tile.groups * window.planes, base);
    return base;
  }
  for (int i = 0; i < tile.groups; ++i) {
    const int plane = (tile.group + i) * nest_.planes_per_group + window.plane;
    load_planes(tensor, tile.image, window, plane, window.planes, base + i * window.group_elements());
  }
  return base;
}

int LoopNestStage::activation_base(int buffer) const {
  return tiling_.partition.base(nest_.activation()) +
         buffer * buffer_size(tiling_.partition.size(nest_.activation()), tiling_.activation_buffers);
}

LoopNestStage::PlaneTensor LoopNestStage::activation_tensor() const {
  return {nest_.activation(), bases_.activation, nest_.planes, nest_.plane_rows, nest_.plane_cols};
}

// The element of a tensor with which a window begins in a plane, behind its padding. In 64 bits: the caller has checked
// that the tensor fits DRAM.
std::uint32_t LoopNestStage::first_element(const PlaneTensor& tensor, int image, int plane, const Window& window) {
  const std::int64_t row = (std::int64_t{image} * tensor.planes + plane) * tensor.rows + window.row + window.pad_top;
  return tensor.base + static_cast<std::uint32_t>(row * tensor.cols + window.col + window.pad_left);
}

// Loads the window of `count` planes, one after the other, in one LOAD where its rows are the same distance apart
// throughout.
void LoopNestStage::load_planes(const PlaneTensor& tensor, int image, const Window& window, int first_plane, int count,
                                int base) {
  const int rows = window.rows - window.pad_top - window.pad_bottom;
  const int cols = window.cols - window.pad_left - window.pad_right;
  const std::int64_t plane = std::int64_t{tensor.rows} * tensor.cols;
  const bool padded = window.elements() != rows * cols;
  const bool one_piece_a_plane = !padded && (rows == 1 || cols == tensor.cols);
  const bool whole_columns = rows == tensor.rows && window.pad_top + window.pad_bottom == 0;
  const auto load_from = [&](int i, const DramRows& data, const Padding& padding) {
    load(tensor.buffer, base + i * window.elements(), first_element(tensor, image, first_plane + i, window), data,
         padding);
  };
  const Padding padding{window.pad_top, window.pad_bottom, window.pad_left, window.pad_right};
  if (one_piece_a_plane && plane <= isa::kLargestStride) {
    load_from(0, {count, rows * cols, static_cast<int>(plane)}, {});
  } else if (whole_columns) {
    // The first row of a plane follows the last of the plane before it.
    load_from(0, {count * rows, cols, tensor.cols}, padding);
  } else {
    for (int i = 0; i < count; ++i) load_from(i, {rows, cols, tensor.cols}, padding);
  }
}

void LoopNestStage::load(isa::Buffer buffer, int sram, std::uint32_t dram, const DramRows& data,
                         const Padding& padding) {
  append_load(make_load(buffer, sram, dram, data, padding), config_, program_);
}

// Stores the tile's out vectors, from `acc` on, to their places in an array of all of them at `base`.
void LoopNestStage::store(const Tile& tile, int acc, std::uint32_t base) {
  if (!nest_.stored.empty()) return store_runs(tile, acc, base);
  const bool whole_rows = tile.cols == nest_.cols;
  const int planes = tile.filters() * tile.vectors_per_position;
  const int plane = tile.rows * tile.cols;
  const std::int64_t pitch = std::int64_t{nest_.rows} * nest_.cols;
  // What lies in one piece in DRAM takes one row of a STORE: everything, the rows of a plane, or a row.
  if (whole_rows && tile.rows == nest_.rows) {
    append_store(tile, acc, base, 0, 1, planes * plane, 0);
  } else if ((whole_rows || tile.rows == 1) && pitch <= isa::kLargestStride) {
    append_store(tile, acc, base, 0, planes, plane, static_cast<int>(pitch));
  } else {
    for (int i = 0; i < planes; ++i) {
      append_store(tile, acc, base, i, whole_rows ? 1 : tile.rows, whole_rows ? plane : tile.cols, nest_.cols);
    }
  }
}

// Stores rows of out vectors from the tile's out plane `plane` on, `pitch` apart in DRAM.
void LoopNestStage::append_store(const Tile& tile, int acc, std::uint32_t base, int plane, int rows, int cols,
                                 int pitch) {
  const std::int64_t first =
      (std::int64_t{tile.image} * nest_.filters + tile.filter) * nest_.vectors_per_position + plane;
  const std::int64_t vector = (first * nest_.rows + tile.row) * nest_.cols + tile.col;
  program_.append(
      make_store(acc + plane * tile.rows * tile.cols, base + static_cast<std::uint32_t>(vector), {rows, cols, pitch}));
}

// Stores the tile's maxima, in one piece of acc where they lie as the tile does, or a row at a time.
void LoopNestStage::store_maxima(const Tile& tile) {
  program_.begin(isa::Purpose::store);
  const bool rows_touch = maxima_.row_pitch == tile.cols || tile.rows == 1;
  const bool planes_touch = maxima_.plane_pitch == tile.rows * tile.cols || tile.groups == 1;
  if (rows_touch && planes_touch) return store(tile, acc_base_, bases_.output);
  Tile part = tile;
  part.groups = 1;
  part.rows = rows_touch ? tile.rows : 1;
  for (int plane = 0; plane < tile.groups; ++plane) {
    part.filter = tile.filter + plane;
    for (int row = 0; row < tile.rows; row += part.rows) {
      part.row = tile.row + row;
      store(part, acc_base_ + plane * maxima_.plane_pitch + row * maxima_.row_pitch, bases_.output);
    }
  }
}

// Stores the tile's out vectors to the places that the nest has for them, as many as follow each other at a time: all
// of a filter where the tile has whole rows, or a row.
void LoopNestStage::store_runs(const Tile& tile, int acc, std::uint32_t base) {
  const bool whole_rows = tile.cols == nest_.cols;
  const int pieces = whole_rows ? 1 : tile.rows;
  const int count = tile.rows * tile.cols / pieces;
  for (int piece = 0; piece < pieces; ++piece) {
    const int first = (tile.row + piece) * nest_.cols + tile.col;
    const std::vector<MovedRows> rows = moved_rows(nest_.stored, first, count);
    for (int i = 0; i < tile.filters(); ++i) {
      const std::int64_t filter = std::int64_t{tile.image} * nest_.filters + tile.filter + i;
      for (const MovedRows& r : rows) {
        program_.append(make_store(acc + (i * pieces + piece) * count + r.vector - first,
                                   base + static_cast<std::uint32_t>(filter * nest_.stored_places + r.place), r.rows));
      }
    }
  }
}

// Stores the vectors of filters that lie side by side in acc as in DRAM: at each position a row of them; all positions
// that follow each other are one row where these are all filters of a block.
void LoopNestStage::store_side_by_side(const FilterPart& part) {
  const Tile& tile = part.tile;
  const int together = bases_.filters_side_by_side;
  const int count = tile.filters();
  const bool whole_rows = tile.cols == nest_.cols;
  const int pieces = whole_rows ? 1 : tile.rows;  // Of a plane's positions that follow each other in DRAM.
  const int positions = tile.rows * tile.cols / pieces;
  const std::int64_t blocks = ceil_div(nest_.filters, together);
  for (int v = 0; v < tile.vectors_per_position; ++v) {
    const std::int64_t plane = (tile.image * blocks + tile.filter / together) * tile.vectors_per_position + v;
    for (int piece = 0; piece < pieces; ++piece) {
      const std::int64_t place = (plane * nest_.rows + tile.row + piece) * nest_.cols + tile.col;
      const DramRows rows =
          count == together ? DramRows{1, positions * count, 1} : DramRows{positions, count, together};
      program_.append(
          make_store(acc_base_ + part.first_vector + (v * tile.rows * tile.cols + piece * positions) * count,
                     bases_.output + static_cast<std::uint32_t>(place * together + tile.filter % together), rows));
    }
  }
}

// Stores rows of out vectors one vector at a time: those of the next filters lie between them in DRAM.
void LoopNestStage::store_one_by_one(const Tile& tile, int acc) {
  const int together = bases_.filters_side_by_side;
  const bool whole_rows = tile.cols == nest_.cols;
  const int rows = whole_rows ? 1 : tile.rows;
  const int cols = whole_rows ? tile.rows * tile.cols : tile.cols;
  const std::int64_t blocks = ceil_div(nest_.filters, together);
  for (int i = 0; i < tile.filters() * tile.vectors_per_position; ++i) {
    const int q = tile.filter + i / tile.vectors_per_position;
    const std::int64_t plane =
        (tile.image * blocks + q / together) * nest_.vectors_per_position + i % tile.vectors_per_position;
    for (int row = 0; row < rows; ++row) {
      const std::int64_t place = (plane * nest_.rows + tile.row + row) * nest_.cols + tile.col;
      isa::Store store =
          make_store(acc + i * tile.rows * tile.cols + row * tile.cols,
                     bases_.output + static_cast<std::uint32_t>(place * together + q % together), {cols, 1, together});
      store.x_stride = field(together);
      program_.append(store);
    }
  }
}

}  // namespace vtasim::compiler
