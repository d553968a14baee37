#include "compiler/lanes/lane_map.h"

#include <algorithm>

namespace vtasim::compiler {

namespace {

/// How far the farthest lane in use lies from the origin, by Lane::dy or Lane::dx.
int reach_of(const std::vector<Lane>& lanes, int Lane::*distance) {
  int reach = 0;
  for (const Lane& lane : lanes) reach = std::max(reach, lane.used ? lane.*distance : 0);
  return reach;
}

}  // namespace

bool LaneMap::of_one_pixel() const {
  return std::all_of(lanes.begin(), lanes.end(), [](const Lane& lane) { return lane.dy == 0 && lane.dx == 0; });
}

int LaneMap::rows_of(int places) const { return (places - 1) * row_step + reach_of(lanes, &Lane::dy) + 1; }

int LaneMap::cols_of(int places) const { return (places - 1) * col_step + reach_of(lanes, &Lane::dx) + 1; }

LaneMap lane_map(const Rectangle& rectangle, int block) {
  LaneMap map;
  map.channel_step = rectangle.channels;
  map.row_step = rectangle.row_step;
  map.col_step = rectangle.col_step;
  for (int dy = 0; dy < rectangle.rows; ++dy) {
    for (int dx = 0; dx < rectangle.cols; ++dx) {
      for (int channel = 0; channel < rectangle.channels; ++channel) map.lanes.push_back({true, dy, dx, channel});
    }
  }
  fill_vectors(map, block);
  return map;
}

Rectangle side_by_side(int rows, int cols, int channels) { return {rows, cols, channels, rows, cols}; }

void fill_vectors(LaneMap& map, int block) {
  const auto size = static_cast<std::size_t>(block);
  while (map.lanes.size() % size != 0) map.lanes.push_back({false, 0, 0, 0});
}

}  // namespace vtasim::compiler
