#include "compiler/lanes/leave_blocks.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "compiler/lanes/refused.h"

namespace vtasim::compiler {

void leave_blocks(const Layer& layer, const BlockPlaces& blocks, Mapping& mapping) {
  const auto refuse = [&](const std::string& why) {
    throw Refused(fmt::format("layer {}, mapping {}: {}", layer.name, mapping.name, why));
  };
  LoopNest& nest = mapping.nest;
  std::optional<PlaceSequence>& sequence = mapping.out.sequence;
  const auto vectors = std::int64_t{nest.rows} * nest.cols * nest.vectors_per_position;
  const bool in_order = sequence && nest.vectors_per_position == 1 && nest.cols == 1 && mapping.out.row_step == 1 &&
                        mapping.out.col_step == 1;
  if (!in_order || (sequence->images && layer.batch > 1)) {
    refuse(
        "its out vectors are not pixels of a channel one after the other, image by image; blocks of pixels are left "
        "by \"exchanged\" and \"swapped-im2col\"");
  }
  if (vectors * sequence->step != static_cast<std::int64_t>(blocks.pixels.size())) {
    refuse(fmt::format("its output has {} pixels; blocks have {}", vectors * sequence->step, blocks.pixels.size()));
  }
  if (layer.requantization_pass == RequantizationPass::separate) {
    refuse("requantization.pass is separate; where it leaves blocks of pixels it must be fused");
  }
  sequence->pixels = blocks.pixels;
  sequence->images = false;
  nest.stored = blocks.runs;
  nest.stored_places = blocks.places;
  mapping.blocks = blocks;
  mapping.output_layout = fmt::format("(N, O, {}), of windows", blocks.places);
}

}  // namespace vtasim::compiler
