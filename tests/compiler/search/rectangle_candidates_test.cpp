#include "compiler/search/rectangle_candidates.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/search/least_of_rectangles.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

std::vector<std::string> names_of(const std::vector<RankedMapping>& mappings) {
  std::vector<std::string> names;
  for (const RankedMapping& ranked : mappings) names.push_back(ranked.mapping.name);
  return names;
}

}  // namespace

TEST_CASE("the best pairs of rectangles are those of all") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    const int alu_passes = random_number(1, 4);
    const auto count = static_cast<std::size_t>(random_number(1, 6));
    LeastOfRectangles least(layer, config, alu_passes);
    std::vector<RankedMapping> all;
    for (const RectanglePair& pair : rectangle_pairs(layer, config)) {
      const std::size_t before = all.size();
      add_ranked(pair, layer, config, alu_passes, all);
      if (all.size() == before) continue;
      RC_LOG() << all.back().mapping.name << '\n';
      RC_ASSERT(least.of(pair) <= all.back().bound());
    }
    keep_best(all, count);
    RC_ASSERT(names_of(rectangle_candidates(layer, config, alu_passes, count)) == names_of(all));
  });
}

TEST_CASE("what rectangles say of a mapping's bound is most of it where products are") {
  // A pointwise layer without padding: 32 products and 4 ALU operations for each of 196 x 32 vectors.
  Layer layer;
  layer.name = "pointwise";
  layer.channels = layer.out_channels = 512;
  layer.height = layer.width = 14;
  layer.kernel_h = layer.kernel_w = 1;
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const RectanglePair channels{side_by_side(1, 1, 16), side_by_side(1, 1, 16)};
  CHECK(LeastOfRectangles(layer, config, 4).of(channels) == 196 * 32 * (32 + 4));
  const RectanglePair pixels{side_by_side(1, 14, 1), side_by_side(1, 14, 1)};
  CHECK(LeastOfRectangles(layer, config, 4).of(pixels) == 512 * 512 * 256 / 8);  // Filters for each pair of channels.
  const isa::HardwareConfig wide = isa::find_hardware_config("b16-bus512");
  CHECK(LeastOfRectangles(layer, wide, 10).of(pixels) == 14 * 512 * (512 + 10));
  CHECK(LeastOfRectangles(layer, config, 4).of(channels) ==
        least_cycles(make_mapping(channels, layer, config).nest, config, 4).bound());
}

}  // namespace vtasim::compiler
