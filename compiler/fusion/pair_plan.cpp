#include "compiler/fusion/pair_plan.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace vtasim::compiler {
namespace {

/// The depthwise layer keeps constants of filters beyond those of a tile in at most this fraction of acc.
constexpr int kConstantsShare = 8;

/// The transposition's share: inp vectors that pick columns, and its buffers. False where it does not fit.
bool divide(const Transposition& t, int block, ScratchpadPartition& rest, TransposeTiling& tiling) {
  const auto give = [&](isa::Buffer buffer, int entries) {
    if (entries > rest.size(buffer)) return false;
    rest.give(buffer, entries, tiling.partition);
    return true;
  };
  tiling.partition = {};
  return give(isa::Buffer::inp, block) &&
         give(isa::Buffer::wgt, tiling.buffers * transposed_tiles(t, tiling.rows * tiling.cols, block)) &&
         give(isa::Buffer::acc, tiling.buffers * transposed_vectors(t, tiling.rows * tiling.cols));
}

}  // namespace

std::optional<ScratchpadPartition> divide_scratchpads(const PairMapping& mapping, const isa::HardwareConfig& config,
                                                      PairPlan& plan) {
  ScratchpadPartition rest = ScratchpadPartition::whole(config);
  const LoopNest& nest = mapping.first.nest;
  TilingCandidates all(nest, rest);
  if (!all.fits(plan.first)) return std::nullopt;
  // A tile counts all filters of its groups, of which the last group can have fewer.
  const int of_tile = plan.first.shape.groups * plan.first.shape.filters_per_group * nest.bias_and_shift_vectors();
  const int more = std::min(plan.first.bias_slots, rest.size(isa::Buffer::acc) / kConstantsShare);
  plan.first.bias_slots = std::max(of_tile, more);
  ScratchpadPartition first;
  for (const auto& [buffer, entries] : all.entries_of(plan.first)) rest.give(buffer, entries, first);
  if (!TilingCandidates(nest, first).fits(plan.first)) return std::nullopt;
  if (mapping.transposition && !divide(*mapping.transposition, config.block, rest, plan.transposition)) {
    return std::nullopt;
  }
  return rest;
}

Tiling banded_tiling(const LoopNest& nest, const TilingPlan& plan) {
  Tiling tiling = tiling_of(nest, plan);
  std::stable_sort(tiling.tiles.begin(), tiling.tiles.end(),
                   [](const Tile& a, const Tile& b) { return std::tie(a.image, a.row) < std::tie(b.image, b.row); });
  return tiling;
}

}  // namespace vtasim::compiler
