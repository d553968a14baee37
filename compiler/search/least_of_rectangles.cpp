#include "compiler/search/least_of_rectangles.h"

#include <algorithm>
#include <set>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/layer_axis.h"
#include "compiler/lanes/planes.h"
#include "compiler/search/least_cycles.h"
#include "isa/base/ceil_div.h"
#include "isa/base/saturating.h"

namespace vtasim::compiler {
namespace {

/// How many inputs each `size` neighbouring outputs read, from the first on.
std::vector<int> inputs_read(const LayerAxis& axis, int size) {
  std::vector<int> counts;
  for (int begin = 0; begin < axis.outputs; begin += size) {
    std::set<int> inputs;
    for (int output = begin; output < std::min(begin + size, axis.outputs); ++output) {
      for (int tap = 0; tap < axis.taps; ++tap) {
        if (axis.inside(output, tap)) inputs.insert(axis.input(output, tap));
      }
    }
    counts.push_back(static_cast<int>(inputs.size()));
  }
  return counts;
}

/// In vectors that out vectors read along an axis.
struct Vectors {
  std::int64_t sum = 0;   ///< Of all out vectors.
  std::int64_t most = 0;  ///< Of one.
};

/// An in vector holds neighbours: no two inputs that lie its size or more apart.
Vectors in_vectors(const std::vector<int>& inputs, int size) {
  Vectors vectors;
  for (const int count : inputs) {
    const std::int64_t needed = ceil_div(count, size);
    vectors.sum += needed;
    vectors.most = std::max(vectors.most, needed);
  }
  return vectors;
}

}  // namespace

std::int64_t LeastOfRectangles::of(const RectanglePair& pair) {
  const auto& [in, out] = pair;
  const auto reads = [](Reads& known, const LayerAxis& axis, int size) -> const std::vector<int>& {
    const auto [found, is_new] = known.try_emplace(size);
    if (is_new) found->second = inputs_read(axis, size);
    return found->second;
  };
  const std::vector<int>& row_inputs = reads(rows_, rows_of(layer_), out.rows);
  const std::vector<int>& col_inputs = reads(cols_, cols_of(layer_), out.cols);
  const Vectors rows = in_vectors(row_inputs, in.rows);
  const Vectors cols = in_vectors(col_inputs, in.cols);
  Mapping mapping;
  mapping.in.channel_step = in.channels;
  mapping.out.channel_step = out.channels;
  mapping.layer_groups = groups_in_vectors(layer_, in.channels, out.channels);
  LoopNest nest;
  count_planes(layer_, mapping, nest);

  const std::int64_t vectors =
      saturating_product({layer_.batch, nest.filters, static_cast<std::int64_t>(row_inputs.size()),
                          static_cast<std::int64_t>(col_inputs.size())});
  const std::int64_t products =
      saturating_product({layer_.batch, nest.filters, nest.planes_per_group, rows.sum, cols.sum});
  const std::int64_t compute =
      saturating_sum({products, least_starts(vectors, config_), saturating_product({vectors, alu_passes_ - 1})});
  // The taps of the vector with most of them.
  const std::int64_t filter_bytes = saturating_product(
      {nest.filters, nest.planes_per_group, rows.most, cols.most, config_.element_bytes(isa::Buffer::wgt)});
  const std::int64_t output_bytes = saturating_product({vectors, config_.element_bytes(isa::Buffer::out)});
  return std::max({compute, filter_bytes / config_.bus_bytes, least_store_cycles(output_bytes, config_)});
}

}  // namespace vtasim::compiler
