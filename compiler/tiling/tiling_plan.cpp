#include "compiler/tiling/tiling_plan.h"

namespace vtasim::compiler {

Tiling tiling_of(const LoopNest& nest, const TilingPlan& plan) {
  Tiling tiling;
  tiling.tiles = split_nest(nest, plan.shape);
  if (plan.head + plan.tail > 0) tiling.tiles = shorten_ends(tiling.tiles, plan.head, plan.tail);
  for (Tile& tile : tiling.tiles) tile.store_parts = plan.store_parts;
  tiling.tiles.back().store_parts = plan.last_store_parts;
  tiling.partition = plan.partition;
  tiling.taps_per_step = plan.taps_per_step;
  tiling.activation_buffers = plan.activation_buffers;
  tiling.filter_buffers = plan.filter_buffers;
  tiling.acc_buffers = plan.acc_buffers;
  tiling.filters_per_load = plan.filters_per_load;
  tiling.skip_padding = plan.skip_padding;
  tiling.bias_slots = plan.bias_slots;
  return tiling;
}

}  // namespace vtasim::compiler
