#include "compiler/mappings/custom_lanes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/refused.h"
#include "isa/base/json_reader.h"

namespace vtasim::compiler {
namespace {

/// What is wrong with one number of a lane.
std::string outside(const char* map, std::size_t lane, const char* what, int value, int step) {
  return fmt::format("lane {} of {}: {} is {}; legal are {}", lane, map, what, value, range_text(0, step - 1));
}

/// What is wrong with a map by itself. In lanes may reach over the steps of their map, for vectors that overlap.
std::string map_problem(const char* name, const LaneMap& map, int block, bool may_reach_over) {
  if (map.lanes.empty() || map.lanes.size() % static_cast<std::size_t>(block) != 0) {
    return fmt::format("{} has {} lanes; legal are multiples of {}", name, map.lanes.size(), block);
  }
  const std::pair<const char*, int> steps[] = {
      {"channel_step", map.channel_step}, {"row_step", map.row_step}, {"col_step", map.col_step}};
  for (const auto& [what, step] : steps) {
    if (step < 1) return fmt::format("{} of {} is {}; legal are 1 and more", what, name, step);
  }
  for (std::size_t i = 0; i < map.lanes.size(); ++i) {
    const Lane& lane = map.lanes[i];
    if (!lane.used) continue;
    if (lane.channel < 0 || lane.channel >= map.channel_step) {
      return outside(name, i, "channel", lane.channel, map.channel_step);
    }
    if (lane.dy < 0 || (!may_reach_over && lane.dy >= map.row_step)) {
      return may_reach_over ? fmt::format("lane {} of {}: row is {}; legal are 0 and more", i, name, lane.dy)
                            : outside(name, i, "row", lane.dy, map.row_step);
    }
    if (lane.dx < 0 || (!may_reach_over && lane.dx >= map.col_step)) {
      return may_reach_over ? fmt::format("lane {} of {}: column is {}; legal are 0 and more", i, name, lane.dx)
                            : outside(name, i, "column", lane.dx, map.col_step);
    }
  }
  return "";
}

/// The element that no out lane holds, or several do. Elements repeat with the steps of the map.
std::string cover_problem(const LaneMap& out) {
  const auto elements = static_cast<std::size_t>(out.channel_step) * static_cast<std::size_t>(out.row_step) *
                        static_cast<std::size_t>(out.col_step);
  const auto used = static_cast<std::size_t>(
      std::count_if(out.lanes.begin(), out.lanes.end(), [](const Lane& lane) { return lane.used; }));
  if (elements > out.lanes.size()) {
    return fmt::format(
        "out has holes: its steps are {} channels x {} rows x {} columns, {} elements, and {} of its lanes "
        "are used",
        out.channel_step, out.row_step, out.col_step, elements, used);
  }
  std::vector<int> times(elements, 0);
  const auto index = [&](int channel, int row, int col) {
    return static_cast<std::size_t>((channel * out.row_step + row) * out.col_step + col);
  };
  for (const Lane& lane : out.lanes) {
    if (lane.used) ++times[index(lane.channel, lane.dy, lane.dx)];
  }
  for (int channel = 0; channel < out.channel_step; ++channel) {
    for (int row = 0; row < out.row_step; ++row) {
      for (int col = 0; col < out.col_step; ++col) {
        const int n = times[index(channel, row, col)];
        if (n == 1) continue;
        return fmt::format("out {} channel {}, row {}, column {}", n == 0 ? "has a hole: no lane holds" : "holds twice",
                           channel, row, col);
      }
    }
  }
  return "";
}

}  // namespace

std::string lane_problem(const LaneChoice& lanes, int block) {
  std::string problem = map_problem("in", lanes.in, block, true);
  if (problem.empty()) problem = map_problem("out", lanes.out, block, false);
  if (problem.empty()) problem = cover_problem(lanes.out);
  return problem;
}

Mapping custom_lanes_mapping(const std::string& name, const LaneChoice& lanes, const Layer& layer,
                             const isa::HardwareConfig& config) {
  const auto refuse = [&](const std::string& problem) {
    throw Refused(fmt::format("layer {}, mapping {}: {}", layer.name, name, problem));
  };
  if (const std::string problem = lane_problem(lanes, config.block); !problem.empty()) refuse(problem);
  if (lanes.layer_groups < 1 || lanes.layer_groups > layer.groups) {
    refuse(fmt::format("layer_groups is {}; legal are {}", lanes.layer_groups, range_text(1, layer.groups)));
  }
  return build_loop_nest(name, layer, lanes, config);
}

}  // namespace vtasim::compiler
