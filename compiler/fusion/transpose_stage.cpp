#include "compiler/fusion/transpose_stage.h"

#include <algorithm>

#include "compiler/codegen/instructions.h"
#include "compiler/codegen/safe_loads.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// A part of the planes: which of them in rows and in columns.
struct PlanePart {
  int row = 0;
  int col = 0;
};

PlanePart part_of_lane(const Transposition& t, const Lane& lane) {
  return {lane.dy / t.part_rows(), lane.dx / t.part_cols()};
}

/// Rows and columns of places between which acc entries of the same lane lie `row` and `col` apart, as a loop has it.
struct PlacePeriod {
  int rows = 1;
  int cols = 1;
  int row = 0;
  int col = 0;
};

/// The shortest period of `acc_of(lane, row, col)`, which is -1 where there is none, over `lanes` lanes at rows x cols.
template <typename AccOf>
PlacePeriod period_of(int rows, int cols, int lanes, AccOf&& acc_of) {
  const auto repeats = [&](PlacePeriod& p) {
    const auto step = [&](int row, int col) {
      for (int lane = 0; lane < lanes; ++lane) {
        if (acc_of(lane, 0, 0) >= 0 && row < rows && col < cols) return acc_of(lane, row, col) - acc_of(lane, 0, 0);
      }
      return 0;
    };
    p.row = step(p.rows, 0);
    p.col = step(0, p.cols);
    if (p.row < 0 || p.col < 0) return false;
    for (int lane = 0; lane < lanes; ++lane) {
      for (int row = 0; row < rows; ++row) {
        for (int col = 0; col < cols; ++col) {
          const int first = acc_of(lane, row % p.rows, col % p.cols);
          const int here = acc_of(lane, row, col);
          if ((first < 0) != (here < 0)) return false;
          if (here >= 0 && here != first + row / p.rows * p.row + col / p.cols * p.col) return false;
        }
      }
    }
    return true;
  };
  for (int row = 1; row <= rows; ++row) {
    for (int col = 1; col <= cols; ++col) {
      PlacePeriod period{row, col, 0, 0};
      if (rows % row == 0 && cols % col == 0 && repeats(period)) return period;
    }
  }
  return {rows, cols, 0, 0};
}

}  // namespace

int transposed_tiles(const Transposition& t, int places, int block) {
  return static_cast<int>(t.lanes.size()) / block * places;
}

int transposed_vectors(const Transposition& t, int places) {
  return t.row_parts * t.col_parts * t.channels * places * t.row_step * t.col_step;
}

TransposeStage::TransposeStage(const Transposition& transposition, int images, int filters,
                               const TransposeTiling& tiling, const isa::HardwareConfig& config,
                               const TransposeBases& bases, UopTable& program)
    : transposition_(transposition),
      images_(images),
      filter_blocks_(ceil_div(filters, config.block)),
      tiling_(tiling),
      config_(config),
      bases_(bases),
      program_(program) {
  if (transposition_.places.empty()) return;
  // Of the first image and filters.
  for (int band = 0; band < bands(); ++band) {
    for (int strip = 0; strip < strips(); ++strip) {
      placed_.push_back(placed(part_of(static_cast<std::size_t>(band * filter_blocks_ * strips() + strip))));
    }
  }
}

int TransposeStage::vectors_per_position() const {
  return static_cast<int>(transposition_.lanes.size()) / config_.block;
}

int TransposeStage::bands() const { return ceil_div(transposition_.rows, tiling_.rows); }

int TransposeStage::strips() const { return ceil_div(transposition_.cols, tiling_.cols); }

std::size_t TransposeStage::units() const {
  return static_cast<std::size_t>(images_) * static_cast<std::size_t>(bands()) *
         static_cast<std::size_t>(filter_blocks_) * static_cast<std::size_t>(strips());
}

TransposeStage::Part TransposeStage::part_of(std::size_t unit) const {
  auto rest = static_cast<int>(unit);
  Part part;
  part.col = rest % strips() * tiling_.cols;
  part.cols = std::min(tiling_.cols, transposition_.cols - part.col);
  rest /= strips();
  part.filters = rest % filter_blocks_;
  rest /= filter_blocks_;
  part.row = rest % bands() * tiling_.rows;
  part.rows = std::min(tiling_.rows, transposition_.rows - part.row);
  part.image = rest / bands();
  return part;
}

StageUnit TransposeStage::unit(std::size_t index) const {
  const Part part = part_of(index);
  const Transposition& t = transposition_;
  StageUnit unit;
  unit.operations = 2 * transposed_vectors(t, part.places());  // Reset and pick.
  unit.reads = {part.image, part.filters * config_.block, config_.block, part.row, part.rows};
  if (!t.places.empty()) {
    const PlacedPart& placed = placed_part(index);
    unit.operations = 2 * std::int64_t{placed.count};
    unit.writes = TensorPart{part.image, part.filters, 1, placed.first_row, placed.last_row - placed.first_row + 1};
    return unit;
  }
  // Of several parts, rows that lie apart: all that lie between them, too.
  const int rows_between = (t.row_parts - 1) * t.part_rows();
  unit.writes = TensorPart{part.image, part.filters * t.channels, t.channels, part.row * t.row_step,
                           rows_between + part.rows * t.row_step};
  return unit;
}

// Rows and columns are places of out vectors, filters those of the depthwise layer's nest.
isa::ProgramNotes::Unit TransposeStage::notes_of(std::size_t unit) const {
  const Part part = part_of(unit);
  return {0,
          static_cast<std::uint32_t>(unit),
          static_cast<std::uint32_t>(units()),
          {{"image", part.image, 1, images_},
           {"filter", part.filters * config_.block, config_.block, filter_blocks_ * config_.block},
           {"row", part.row, part.rows, transposition_.rows},
           {"col", part.col, part.cols, transposition_.cols}}};
}

void TransposeStage::emit(std::size_t index) {
  const Part part = part_of(index);
  program_.begin_unit([&] { return notes_of(index); });
  const int buffer = next_buffer_;
  next_buffer_ = (next_buffer_ + 1) % tiling_.buffers;
  const int wgt =
      tiling_.partition.base(isa::Buffer::wgt) + buffer * (tiling_.partition.size(isa::Buffer::wgt) / tiling_.buffers);
  const int acc =
      tiling_.partition.base(isa::Buffer::acc) + buffer * (tiling_.partition.size(isa::Buffer::acc) / tiling_.buffers);
  if (!transposition_.places.empty()) {
    const PlacedPart& placed = placed_part(index);
    if (placed.count == 0) return;
    load_tiles(part, wgt);
    pick_placed(placed, wgt, acc);
    store_placed(part, placed, acc);
    return;
  }
  load_tiles(part, wgt);
  pick_columns(part, wgt, acc);
  store(part, acc);
}

void TransposeStage::load_tiles(const Part& part, int wgt) {
  const Transposition& t = transposition_;
  const auto append = [this](isa::Buffer buffer, int sram, std::uint32_t dram, const DramRows& data) {
    append_load(make_load(buffer, sram, dram, data), config_, program_);
  };
  program_.begin(isa::Purpose::activation);
  if (!columns_loaded_)
    append(isa::Buffer::inp, tiling_.partition.base(isa::Buffer::inp), bases_.columns, {1, config_.block});
  columns_loaded_ = true;
  program_.begin(isa::Purpose::filter);
  for (int out_vector = 0; out_vector < vectors_per_position(); ++out_vector) {
    const std::int64_t plane =
        (std::int64_t{part.image} * filter_blocks_ + part.filters) * vectors_per_position() + out_vector;
    const auto tile = bases_.tiles + static_cast<std::uint32_t>((plane * t.rows + part.row) * t.cols + part.col);
    append(isa::Buffer::wgt, wgt + out_vector * part.places(), tile, {part.rows, part.cols, t.cols});
  }
}

void TransposeStage::pick_columns(const Part& part, int wgt, int acc) {
  const Transposition& t = transposition_;
  const int vectors = transposed_vectors(t, part.places());
  program_.begin(isa::Purpose::bias);
  append_reset(acc, vectors, program_);

  program_.begin(isa::Purpose::products);
  GemmLoops loops;
  const int pixel_cols = part.cols * t.col_step;
  loops.dims = {{part.rows, t.row_step * pixel_cols, part.cols, 0}, {part.cols, t.col_step, 1, 0}};
  for (std::size_t i = 0; i < t.lanes.size(); ++i) {
    const Lane& lane = t.lanes[i];
    if (!lane.used) continue;
    const int out_vector = static_cast<int>(i) / config_.block;
    const PlanePart in = part_of_lane(t, lane);
    const int plane = (in.row * t.col_parts + in.col) * t.channels + lane.channel;
    const int pixel_row = plane * part.rows * t.row_step + lane.dy % t.part_rows();
    loops.taps.push_back({acc + pixel_row * pixel_cols + lane.dx % t.part_cols(), wgt + out_vector * part.places(),
                          tiling_.partition.base(isa::Buffer::inp) + static_cast<int>(i) % config_.block});
  }
  append_gemm(loops, isa::Buffer::wgt, program_);
}

void TransposeStage::store(const Part& part, int acc) {
  const Transposition& t = transposition_;
  const int rows = part.rows * t.row_step;  // Of pixels, as the next.
  const int cols = part.cols * t.col_step;
  const std::int64_t plane = std::int64_t{t.pixel_rows()} * t.pixel_cols();
  const std::int64_t first = (std::int64_t{part.image} * filter_blocks_ + part.filters) * t.channels;
  const bool whole_rows = part.cols == t.cols && t.col_parts == 1;
  program_.begin(isa::Purpose::store);
  for (int i = 0; i < t.row_parts * t.col_parts; ++i) {
    const std::int64_t row = i / t.col_parts * t.part_rows() + part.row * t.row_step;
    const std::int64_t col = i % t.col_parts * t.part_cols() + part.col * t.col_step;
    // Stores rows of vectors from a channel's pixels on.
    const auto append = [&](int channel, const DramRows& data) {
      const std::int64_t vector = (first + channel) * plane + row * t.pixel_cols() + col;
      program_.append(make_store(acc + (i * t.channels + channel) * rows * cols,
                                 bases_.output + static_cast<std::uint32_t>(vector), data));
    };
    if (whole_rows && plane <= isa::kLargestStride) {
      append(0, {t.channels, rows * cols, static_cast<int>(plane)});
      continue;
    }
    for (int channel = 0; channel < t.channels; ++channel) {
      append(channel, whole_rows ? DramRows{1, rows * cols} : DramRows{rows, cols, t.pixel_cols()});
    }
  }
}

// In the order of their places. Pixels beyond the output have none.
std::vector<TransposeStage::PlacedPixel> TransposeStage::pixels_of(const Part& part) const {
  const Transposition& t = transposition_;
  std::vector<PlacedPixel> pixels;
  for (std::size_t i = 0; i < t.lanes.size(); ++i) {
    const Lane& lane = t.lanes[i];
    if (!lane.used) continue;
    for (int row = 0; row < part.rows; ++row) {
      for (int col = 0; col < part.cols; ++col) {
        const int y = lane.dy + (part.row + row) * t.row_step;
        const int x = lane.dx + (part.col + col) * t.col_step;
        if (y >= t.out_rows || x >= t.out_cols) continue;
        pixels.push_back({t.places[static_cast<std::size_t>(y * t.out_cols + x)], static_cast<int>(i), row, col});
      }
    }
  }
  std::sort(pixels.begin(), pixels.end(), [](const auto& a, const auto& b) { return a.place < b.place; });
  return pixels;
}

// Vectors stand in acc in the order of their places.
GemmLoops TransposeStage::picking_of(const Part& part, const std::vector<PlacedPixel>& pixels) const {
  const auto lanes = static_cast<int>(transposition_.lanes.size());
  std::vector<int> ranks(static_cast<std::size_t>(lanes * part.places()), -1);
  const auto rank_of = [&](int lane, int row, int col) -> int& {
    return ranks[static_cast<std::size_t>((lane * part.rows + row) * part.cols + col)];
  };
  int count = 0;
  for (const PlacedPixel& pixel : pixels) rank_of(pixel.lane, pixel.row, pixel.col) = count++;
  const PlacePeriod period = period_of(part.rows, part.cols, lanes, rank_of);
  GemmLoops loops;
  loops.dims = {{part.rows / period.rows, period.row, period.rows * part.cols, 0},
                {part.cols / period.cols, period.col, period.cols, 0}};
  for (int lane = 0; lane < lanes; ++lane) {
    for (int row = 0; row < period.rows; ++row) {
      for (int col = 0; col < period.cols; ++col) {
        const int rank = rank_of(lane, row, col);
        if (rank < 0) continue;
        const int tile = lane / config_.block * part.places() + row * part.cols + col;
        loops.taps.push_back({rank, tile, lane % config_.block});
      }
    }
  }
  return loops;
}

TransposeStage::PlacedPart TransposeStage::placed(const Part& part) const {
  const std::vector<PlacedPixel> pixels = pixels_of(part);
  PlacedPart placed;
  if (pixels.empty()) return placed;
  placed.count = static_cast<int>(pixels.size());
  placed.first_row = pixels.front().place / transposition_.row_pixels;
  placed.last_row = pixels.back().place / transposition_.row_pixels;
  placed.picking = picking_of(part, pixels);
  std::vector<VectorRun> runs;
  for (int i = 0; i < placed.count; ++i) add_vector(i, pixels[static_cast<std::size_t>(i)].place, runs);
  placed.stored = moved_rows(runs, 0, placed.count);
  return placed;
}

const TransposeStage::PlacedPart& TransposeStage::placed_part(std::size_t unit) const {
  const auto strips_in_band = static_cast<std::size_t>(strips());
  const std::size_t band =
      unit / (strips_in_band * static_cast<std::size_t>(filter_blocks_)) % static_cast<std::size_t>(bands());
  return placed_[band * strips_in_band + unit % strips_in_band];
}

void TransposeStage::pick_placed(const PlacedPart& placed, int wgt, int acc) {
  program_.begin(isa::Purpose::bias);
  append_reset(acc, placed.count, program_);
  program_.begin(isa::Purpose::products);
  GemmLoops loops = placed.picking;
  for (GemmLoops::Tap& tap : loops.taps) {
    tap.acc += acc;
    tap.activation += wgt;
    tap.filter += tiling_.partition.base(isa::Buffer::inp);
  }
  append_gemm(loops, isa::Buffer::wgt, program_);
}

void TransposeStage::store_placed(const Part& part, const PlacedPart& placed, int acc) {
  const std::int64_t plane = std::int64_t{part.image} * filter_blocks_ + part.filters;
  const std::int64_t first = plane * static_cast<std::int64_t>(transposition_.places.size());
  program_.begin(isa::Purpose::store);
  for (const MovedRows& rows : placed.stored) {
    program_.append(
        make_store(acc + rows.vector, bases_.output + static_cast<std::uint32_t>(first + rows.place), rows.rows));
  }
}

}  // namespace vtasim::compiler
