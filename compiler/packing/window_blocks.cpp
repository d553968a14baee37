#include "compiler/packing/window_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "compiler/lanes/leave_blocks.h"
#include "compiler/lanes/refused.h"
#include "compiler/packing/out_elements.h"

namespace vtasim::compiler {
namespace {

/// A block by its first pixel.
using Block = std::pair<int, int>;

/// The pixel of the first image that the window in a lane of a tile begins with, which may lie outside the input;
/// nothing for a lane that has none of it.
std::optional<Block> begin_of(const Layer& reader, const Mapping& windows, int row, int col, std::size_t lane) {
  const auto output = out_element(reader, windows, 0, 0, row, col, lane);
  if (!output || output->n > 0) return std::nullopt;
  const Lane& first = windows.in.lanes.front();
  return Block{output->y * reader.stride_h + first.dy - reader.pad_top,
               output->x * reader.stride_w + first.dx - reader.pad_left};
}

/// Rows and columns of a window whose elements fill a vector.
Block window_size(const Layer& reader, const Mapping& windows, int block) {
  const std::vector<Lane>& lanes = windows.in.lanes;
  const bool filled = lanes.size() == static_cast<std::size_t>(block) && lanes.back().used;
  if (windows.nest.operands != Operands::swapped || !filled || windows.in.channel_step != 1) {
    throw Refused(fmt::format(
        "layer {}, mapping {}: a layer before it can write windows of one channel with {} elements, one a lane",
        reader.name, windows.name, block));
  }
  return {lanes.back().dy - lanes.front().dy + 1, lanes.back().dx - lanes.front().dx + 1};
}

void require_whole_windows(const Layer& reader, const Mapping& windows, const Block& size) {
  const Lane& first = windows.in.lanes.front();
  const auto cuts = [](int extent, int pad, int begin, int window, int step) {
    return extent % window == 0 && (begin - pad) % window == 0 && step == window;
  };
  const bool whole = cuts(reader.height, reader.pad_top, first.dy, size.first, windows.in.row_step) &&
                     cuts(reader.width, reader.pad_left, first.dx, size.second, windows.in.col_step);
  if (whole) return;
  throw Refused(fmt::format(
      "layer {}, mapping {}: a layer before it can write windows that cut its {} x {} pixels into whole ones, such as "
      "those of \"swapped 4x4 step 4x4 aligned\" where 4 divides both",
      reader.name, windows.name, reader.height, reader.width));
}

/// The blocks in an order, and where each stands in it.
class BlockOrder {
 public:
  BlockOrder(const Layer& reader, const Block& size) : reader_(reader), size_(size) {}

  /// Whether the input has such a block.
  bool has(const Block& block) const {
    return block.first >= 0 && block.first < reader_.height && block.second >= 0 && block.second < reader_.width;
  }

  void add(const Block& block) {
    if (has(block) && places_.try_emplace(block, 0).second) blocks_.push_back(block);
  }

  void sort_by(const PixelTime& time) {
    const auto there = [&](const Block& block) {
      int latest = time(block.first, block.second);
      visit_pixels(block, [&](int row, int col) { latest = std::max(latest, time(row, col)); });
      return latest;
    };
    std::vector<std::pair<int, Block>> timed;
    for (const Block& block : blocks_) timed.emplace_back(there(block), block);
    std::stable_sort(timed.begin(), timed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < timed.size(); ++i) blocks_[i] = timed[i].second;
  }

  void number() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) places_[blocks_[i]] = static_cast<int>(i);
  }

  int number_of(const Block& block) const { return places_.at(block); }

  std::vector<Pixel> pixels() const {
    std::vector<Pixel> pixels;
    for (const Block& block : blocks_) {
      visit_pixels(block, [&](int row, int col) { pixels.push_back({row, col}); });
    }
    return pixels;
  }

 private:
  template <typename Visit>
  void visit_pixels(const Block& block, Visit&& visit) const {
    for (int row = 0; row < size_.first; ++row) {
      for (int col = 0; col < size_.second; ++col) visit(block.first + row, block.second + col);
    }
  }

  const Layer& reader_;
  const Block size_;
  std::vector<Block> blocks_;
  std::map<Block, int> places_;
};

/// Calls visit(place, block) for each lane of the tiles of rows x columns in that order, lanes with none left out.
template <typename Visit>
void for_each_place(const Layer& reader, const Mapping& windows, int rows, int cols, int block, Visit&& visit) {
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      for (int lane = 0; lane < block; ++lane) {
        const auto begin = begin_of(reader, windows, row, col, static_cast<std::size_t>(lane));
        if (begin) visit((row * windows.nest.plane_cols + col) * block + lane, *begin);
      }
    }
  }
}

}  // namespace

BlockPlaces window_blocks(const Layer& reader, const Mapping& windows, int block, const PixelTime& time) {
  const Block size = window_size(reader, windows, block);
  require_whole_windows(reader, windows, size);
  if (reader.input_zero_point != 0 && reader.padded()) {
    throw Refused(fmt::format(
        "layer {}, mapping {}: input_zero_point is {}; where a layer before it writes its windows it must be 0, as the "
        "zeros around the plane are",
        reader.name, windows.name, reader.input_zero_point));
  }
  if (windows.out.sequence && windows.out.sequence->images && reader.batch > 1) {
    throw Refused(
        fmt::format("layer {}, mapping {}: tiles have windows of several images; where a layer before it writes them "
                    "the batch must "
                    "be 1, or windows lie in parts",
                    reader.name, windows.name));
  }
  if (!windows.constants.empty()) {
    throw Refused(fmt::format("layer {}, mapping {}: bias_entry is \"lane\", for which the host writes constants",
                              reader.name, windows.name));
  }
  const LoopNest& nest = windows.nest;
  BlockOrder order(reader, size);
  // Tiles that sums only reach into hold blocks of others: these are in the order of the others.
  const int above = -begin_of(reader, windows, 0, 0, 0)->first / size.first;
  const int before = -begin_of(reader, windows, 0, 0, 0)->second / size.second;
  const auto core = [&](int place) {
    const int row = place / block / nest.plane_cols;
    const int col = place / block % nest.plane_cols;
    return row >= above && row < above + nest.rows && col >= before && col < before + nest.cols;
  };
  for_each_place(reader, windows, nest.plane_rows, nest.plane_cols, block, [&](int place, const Block& begin) {
    if (core(place)) order.add(begin);
  });
  for_each_place(reader, windows, nest.plane_rows, nest.plane_cols, block,
                 [&](int, const Block& begin) { order.add(begin); });
  if (time) order.sort_by(time);
  order.number();

  BlockPlaces places;
  places.pixels = order.pixels();
  places.places = nest.plane_rows * nest.plane_cols * block;
  for_each_place(reader, windows, nest.plane_rows, nest.plane_cols, block, [&](int place, const Block& begin) {
    if (order.has(begin)) add_vector(order.number_of(begin), place, places.runs);
  });
  std::stable_sort(places.runs.begin(), places.runs.end(),
                   [](const VectorRun& a, const VectorRun& b) { return a.vector < b.vector; });
  return places;
}

}  // namespace vtasim::compiler
