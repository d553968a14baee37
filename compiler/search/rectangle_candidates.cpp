#include "compiler/search/rectangle_candidates.h"

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <utility>

#include "compiler/search/least_of_rectangles.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// More vectors than this at a place do not pay: each takes taps and micro-ops of its own.
constexpr int kMostVectorsPerPosition = 16;

/// Powers of 2 up to n, and n.
std::vector<int> sides_up_to(int n) {
  std::vector<int> sides;
  for (int side = 1; side < n; side *= 2) sides.push_back(side);
  sides.push_back(n);
  return sides;
}

/// Rectangles that fill a vector as far as their sides allow, of at most `channels` channels.
std::vector<Rectangle> rectangles_of(int block, int channels) {
  std::vector<Rectangle> rectangles;
  for (const int depth : sides_up_to(std::min(block, channels))) {
    for (const int rows : sides_up_to(block / depth)) {
      rectangles.push_back(side_by_side(rows, block / depth / rows, depth));
    }
  }
  return rectangles;
}

/// Steps of in vectors in rows or columns: side by side; where that does not divide the distance between out vectors,
/// the largest step that does; and a vector for each out vector, where one holds all that it needs.
std::set<int> steps_of(int in_size, int out_size, int stride, int extent) {
  std::set<int> steps{in_size};
  const int distance = out_size * stride;
  int divisor = std::min(in_size, distance);
  while (distance % divisor != 0) --divisor;
  steps.insert(divisor);
  if ((out_size - 1) * stride + extent <= in_size) steps.insert(std::min(distance, in_size));
  return steps;
}

/// Out vectors that are joined in a direction.
int joined_vectors(int in_step, int out_size, int stride, int out_extent) {
  int vectors_per_position = 1;
  while (vectors_per_position * out_size * stride % in_step != 0) ++vectors_per_position;
  return std::min(vectors_per_position, ceil_div(out_extent, out_size));
}

bool few_vectors(const RectanglePair& pair, const Layer& layer) {
  return joined_vectors(pair.in.row_step, pair.out.rows, layer.stride_h, layer.out_height()) *
             joined_vectors(pair.in.col_step, pair.out.cols, layer.stride_w, layer.out_width()) <=
         kMostVectorsPerPosition;
}

/// The pairs of two rectangles, with all steps.
void add_pairs(const Rectangle& in, const Rectangle& out, const Layer& layer, std::vector<RectanglePair>& pairs) {
  for (const int row_step : steps_of(in.rows, out.rows, layer.stride_h, layer.extent_h())) {
    for (const int col_step : steps_of(in.cols, out.cols, layer.stride_w, layer.extent_w())) {
      pairs.push_back({{in.rows, in.cols, in.channels, row_step, col_step}, out});
    }
  }
}

}  // namespace

std::vector<RectanglePair> rectangle_pairs(const Layer& layer, const isa::HardwareConfig& config) {
  std::vector<RectanglePair> pairs;
  for (const Rectangle& in : rectangles_of(config.block, layer.channels)) {
    for (const Rectangle& out : rectangles_of(config.block, layer.out_channels)) add_pairs(in, out, layer, pairs);
  }
  pairs.erase(
      std::remove_if(pairs.begin(), pairs.end(), [&](const RectanglePair& pair) { return !few_vectors(pair, layer); }),
      pairs.end());
  return pairs;
}

std::vector<RankedMapping> rectangle_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                                std::size_t count) {
  const std::vector<RectanglePair> pairs = rectangle_pairs(layer, config);
  LeastOfRectangles least_of(layer, config, alu_passes);
  std::vector<std::int64_t> least;
  std::vector<std::size_t> by_least;
  for (const RectanglePair& pair : pairs) {
    by_least.push_back(least.size());
    least.push_back(least_of.of(pair));
  }
  std::stable_sort(by_least.begin(), by_least.end(), [&](std::size_t a, std::size_t b) { return least[a] < least[b]; });

  // Mappings are made only as long as they may come among the best, and are then put in the order of the pairs again,
  // in which equal ones stand.
  std::map<std::size_t, RankedMapping> made;
  std::priority_queue<std::int64_t> lowest_bounds;
  for (const std::size_t i : by_least) {
    if (lowest_bounds.size() == count && (count == 0 || least[i] > lowest_bounds.top())) break;
    std::vector<RankedMapping> one;
    add_ranked(pairs[i], layer, config, alu_passes, one);
    if (one.empty()) continue;
    lowest_bounds.push(one.front().bound());
    if (lowest_bounds.size() > count) lowest_bounds.pop();
    made.emplace(i, std::move(one.front()));
  }
  std::vector<RankedMapping> candidates;
  for (auto& [i, mapping] : made) candidates.push_back(std::move(mapping));
  keep_best(candidates, count);
  return candidates;
}

}  // namespace vtasim::compiler
