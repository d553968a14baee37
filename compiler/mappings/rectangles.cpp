#include "compiler/mappings/rectangles.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "compiler/lanes/build_loop_nest.h"

namespace vtasim::compiler {
namespace {

bool holds(const Rectangle& rectangle, int block) {
  const auto positive = [](int n) { return n > 0; };
  return positive(rectangle.rows) && positive(rectangle.cols) && positive(rectangle.channels) &&
         positive(rectangle.row_step) && positive(rectangle.col_step) && rectangle.rows <= block &&
         rectangle.cols <= block && rectangle.channels <= block &&
         rectangle.rows * rectangle.cols * rectangle.channels <= block && rectangle.row_step <= rectangle.rows &&
         rectangle.col_step <= rectangle.cols;
}

}  // namespace

std::string name_of(const RectanglePair& pair) {
  const Rectangle& in = pair.in;
  const bool overlap = in.row_step != in.rows || in.col_step != in.cols;
  const std::string step = overlap ? fmt::format(" step {}x{}", in.row_step, in.col_step) : "";
  return fmt::format("in {}x{}x{}{} out {}x{}x{}", in.rows, in.cols, in.channels, step, pair.out.rows, pair.out.cols,
                     pair.out.channels);
}

std::optional<RectanglePair> parse_rectangles(const std::string& name, int block) {
  RectanglePair pair;
  Rectangle& in = pair.in;
  Rectangle& out = pair.out;
  const bool with_step =
      std::sscanf(name.c_str(), "in %9dx%9dx%9d step %9dx%9d out %9dx%9dx%9d", &in.rows, &in.cols, &in.channels,
                  &in.row_step, &in.col_step, &out.rows, &out.cols, &out.channels) == 8;
  if (!with_step) {
    if (std::sscanf(name.c_str(), "in %9dx%9dx%9d out %9dx%9dx%9d", &in.rows, &in.cols, &in.channels, &out.rows,
                    &out.cols, &out.channels) != 6) {
      return std::nullopt;
    }
    in = side_by_side(in.rows, in.cols, in.channels);
  }
  out = side_by_side(out.rows, out.cols, out.channels);
  // Also refuses what sscanf skips: spaces, signs, a tail.
  if (!holds(in, block) || !holds(out, block) || name_of(pair) != name) return std::nullopt;
  return pair;
}

Mapping rectangle_mapping(const RectanglePair& pair, const Layer& layer, const isa::HardwareConfig& config) {
  const int groups = groups_in_vectors(layer, pair.in.channels, pair.out.channels);
  return build_loop_nest(name_of(pair), layer,
                         {lane_map(pair.in, config.block), lane_map(pair.out, config.block), groups}, config);
}

}  // namespace vtasim::compiler
