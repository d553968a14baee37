#include "compiler/lanes/pixel_order.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "compiler/lanes/leave_blocks.h"
#include "compiler/lanes/refused.h"

namespace vtasim::compiler {

std::vector<Pixel> pixels_by_rows(int rows, int cols) {
  std::vector<Pixel> pixels;
  pixels.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) pixels.push_back({row, col});
  }
  return pixels;
}

BlockPlaces pixels_in_order(const std::vector<Pixel>& computed, const std::vector<Pixel>& left, int cols) {
  const auto index_of = [cols](const Pixel& pixel) { return static_cast<std::size_t>(pixel.row * cols + pixel.col); };
  std::vector<int> place_of(left.size());
  for (std::size_t place = 0; place < left.size(); ++place) place_of[index_of(left[place])] = static_cast<int>(place);
  BlockPlaces places;
  places.pixels = computed;
  for (std::size_t vector = 0; vector < computed.size(); ++vector) {
    add_vector(static_cast<int>(vector), place_of[index_of(computed[vector])], places.runs);
  }
  places.places = static_cast<int>(left.size());
  return places;
}

void leave_pixels(const Layer& layer, const std::vector<Pixel>& order, Mapping& mapping) {
  const auto refuse = [&](const std::string& why) {
    throw Refused(fmt::format("layer {}, mapping {}: {}", layer.name, mapping.name, why));
  };
  const LaneMap& out = mapping.out;
  LoopNest& nest = mapping.nest;
  const bool pixels = !out.sequence && !mapping.blocks && nest.vectors_per_position == 1 && out.row_step == 1 &&
                      out.col_step == 1 && out.of_one_pixel();
  if (!pixels) {
    refuse(
        "its out vectors are not channels of a pixel each; pixels are left in another order by \"direct\" and "
        "\"diagonal\"");
  }
  if (static_cast<std::size_t>(nest.rows) * static_cast<std::size_t>(nest.cols) != order.size()) {
    refuse(fmt::format("its output has {} x {} pixels; the order has {}", nest.rows, nest.cols, order.size()));
  }
  if (nest.maximum || layer.requantization_pass == RequantizationPass::separate) {
    refuse("it stores its sums in parts, or maxima, which lie row by row");
  }
  const BlockPlaces places = pixels_in_order(pixels_by_rows(nest.rows, nest.cols), order, nest.cols);
  nest.stored = places.runs;
  nest.stored_places = places.places;
  mapping.left = order;
  mapping.output_layout = fmt::format("(N, O/{0}, H*W, {0}), pixels in blocks", out.lanes.size());
}

}  // namespace vtasim::compiler
