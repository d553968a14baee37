#include "compiler/lanes/tap_routing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "compiler/lanes/refused.h"

namespace vtasim::compiler {
namespace {

/// An inp vector relative to an out vector: rows, columns, and which of the vectors at a place.
using Offset = std::array<int, 3>;

/// An element in an inp vector.
struct Candidate {
  Offset offset{};
  int lane = 0;
};

/// An element that the sums of a place need, and where it lies.
struct Need {
  std::size_t index = 0;  ///< In TapRouting::by_place.
  std::vector<Candidate> candidates;
};

/// A Route whose tap is not numbered yet.
struct Choice {
  std::size_t index = 0;
  Offset offset{};
  int lane = 0;
};

/// Out lanes of one vector at one distance from its origin.
struct Place {
  int out_vector = 0;
  int dy = 0;
  int dx = 0;
  bool operator==(const Place& other) const {
    return out_vector == other.out_vector && dy == other.dy && dx == other.dx;
  }
};

/// An element of the input plane, counted from the origin of an out vector.
struct Element {
  int row = 0;
  int col = 0;
};

/// What a kernel tap (row-major) meets for the out lanes of a place.
Element element_of(const Layer& layer, const Place& place, int kernel_tap) {
  return {place.dy * layer.stride_h + kernel_tap / layer.kernel_w * layer.dilation_h,
          place.dx * layer.stride_w + kernel_tap % layer.kernel_w * layer.dilation_w};
}

/// Lanes by the channel they hold.
using ChannelLanes = std::vector<std::vector<int>>;

ChannelLanes lanes_by_channel(const LaneMap& in) {
  ChannelLanes lanes(static_cast<std::size_t>(in.channel_step));
  for (std::size_t i = 0; i < in.lanes.size(); ++i) {
    const Lane& lane = in.lanes[i];
    if (lane.used) lanes[static_cast<std::size_t>(lane.channel)].push_back(static_cast<int>(i));
  }
  return lanes;
}

/// Where elements are looked for: in the in vectors at the origin, or in those further on as well.
enum class Reach { origin, all };

/// Where an element of a channel lies: the lanes of that channel (`lanes`) that hold it.
std::vector<Candidate> candidates_of(const LaneMap& in, const std::vector<int>& lanes, int block,
                                     const Element& element, Reach reach) {
  std::vector<Candidate> candidates;
  for (const int i : lanes) {
    const Lane& lane = in.lanes[static_cast<std::size_t>(i)];
    const int rows = element.row - lane.dy;
    const int cols = element.col - lane.dx;
    if (rows < 0 || cols < 0 || rows % in.row_step != 0 || cols % in.col_step != 0) continue;
    if (reach == Reach::origin && (rows != 0 || cols != 0)) continue;
    candidates.push_back({{rows / in.row_step, cols / in.col_step, i / block}, i % block});
  }
  return candidates;
}

/// Takes the needs that `offset` can serve out of `needs`.
void serve(const Offset& offset, std::vector<Need>& needs, std::vector<Choice>& choices) {
  const auto served = [&](const Need& need) {
    const auto found = std::find_if(need.candidates.begin(), need.candidates.end(),
                                    [&](const Candidate& candidate) { return candidate.offset == offset; });
    if (found == need.candidates.end()) return false;
    choices.push_back({need.index, offset, found->lane});
    return true;
  };
  needs.erase(std::remove_if(needs.begin(), needs.end(), served), needs.end());
}

/// A choice for every need, among few offsets.
std::vector<Choice> cover(std::vector<Need> needs) {
  std::vector<Choice> choices;
  std::map<Offset, bool> forced;
  for (const Need& need : needs) {
    if (need.candidates.size() == 1) forced[need.candidates.front().offset] = true;
  }
  // With nothing to choose there is no need to look at offsets one after the other.
  const bool all_forced =
      std::all_of(needs.begin(), needs.end(), [](const Need& need) { return need.candidates.size() == 1; });
  if (all_forced) {
    for (const Need& need : needs) {
      choices.push_back({need.index, need.candidates.front().offset, need.candidates.front().lane});
    }
    return choices;
  }
  for (const auto& [offset, unused] : forced) serve(offset, needs, choices);
  while (!needs.empty()) {
    std::map<Offset, int> counts;
    for (const Need& need : needs) {
      for (const Candidate& candidate : need.candidates) ++counts[candidate.offset];
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    serve(most->first, needs, choices);
  }
  return choices;
}

std::vector<Place> places_of(const LaneMap& out, int block, std::vector<int>& by_lane) {
  std::vector<Place> places;
  for (int lane = 0; lane < static_cast<int>(out.lanes.size()); ++lane) {
    const Lane& at = out.lanes[static_cast<std::size_t>(lane)];
    const Place place{lane / block, at.dy, at.dx};
    auto found = std::find(places.begin(), places.end(), place);
    if (found == places.end() && at.used) found = places.insert(places.end(), place);
    by_lane.push_back(static_cast<int>(found - places.begin()));  // Unused lanes are never looked up.
  }
  return places;
}

/// What the sums of the places of an out vector need, of every channel of a plane, with the lanes that hold it.
std::vector<Need> needs_of(const Layer& layer, const LaneMap& in, const ChannelLanes& lanes, int block,
                           const std::vector<Place>& places, int out_vector, Reach reach) {
  const int kernel_taps = layer.kernel_h * layer.kernel_w;
  std::vector<Need> needs;
  std::size_t index = 0;
  for (const Place& place : places) {
    if (place.out_vector != out_vector) {
      index += static_cast<std::size_t>(kernel_taps) * lanes.size();
      continue;
    }
    for (int tap = 0; tap < kernel_taps; ++tap) {
      const Element element = element_of(layer, place, tap);
      for (const std::vector<int>& channel : lanes) {
        needs.push_back({index++, candidates_of(in, channel, block, element, reach)});
      }
    }
  }
  return needs;
}

bool all_held(const std::vector<Need>& needs) {
  return std::all_of(needs.begin(), needs.end(), [](const Need& need) { return !need.candidates.empty(); });
}

/// Needs that can be met. Vectors at the origin that hold all of an out vector's are enough, however many others hold
/// some.
std::vector<Need> held_needs_of(const Layer& layer, const LaneMap& in, const ChannelLanes& lanes, int block,
                                const std::vector<Place>& places, int out_vector) {
  for (const Reach reach : {Reach::origin, Reach::all}) {
    std::vector<Need> needs = needs_of(layer, in, lanes, block, places, out_vector, reach);
    if (all_held(needs)) return needs;
  }
  throw Refused(fmt::format(
      "layer {}: in vectors do not hold all that an out vector needs: they leave gaps between them", layer.name));
}

}  // namespace

TapRouting route_taps(const Layer& layer, const LaneMap& in, const LaneMap& out, int block) {
  TapRouting routing;
  routing.kernel_taps = layer.kernel_h * layer.kernel_w;
  routing.channels = in.channel_step;
  const std::vector<Place> places = places_of(out, block, routing.places);
  const std::size_t per_place =
      static_cast<std::size_t>(routing.kernel_taps) * static_cast<std::size_t>(in.channel_step);
  routing.by_place.resize(places.size() * per_place);

  // Taps in the order in which they stand in the nest: by row, column (with the vectors of a place), out vector.
  std::map<std::array<int, 3>, int> tap_numbers;
  std::vector<std::pair<std::array<int, 3>, Choice>> chosen;
  const int cols = in.vector_cols(block);
  const ChannelLanes lanes = lanes_by_channel(in);
  for (int out_vector = 0; out_vector < out.vectors(block); ++out_vector) {
    for (const Choice& choice : cover(held_needs_of(layer, in, lanes, block, places, out_vector))) {
      const auto [row, col, vector] = choice.offset;
      const std::array<int, 3> key{row * in.vector_rows + vector / cols, col * cols + vector % cols, out_vector};
      tap_numbers[key] = 0;
      chosen.emplace_back(key, choice);
    }
  }
  for (auto& [key, number] : tap_numbers) {
    number = static_cast<int>(routing.taps.size());
    routing.taps.push_back({key[0], key[1], 0, key[2]});
  }
  for (const auto& [key, choice] : chosen) routing.by_place[choice.index] = {tap_numbers[key], choice.lane};
  return routing;
}

}  // namespace vtasim::compiler
