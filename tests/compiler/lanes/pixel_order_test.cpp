#include "compiler/lanes/pixel_order.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/refused.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/output_packing.h"
#include "compiler/tiling/tiling_candidates.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/reference.h"
#include "tests/compiler/support/fitting_run.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

/// The pixels of a plane in any order; blocks of neighbours in a row stay together.
std::vector<Pixel> random_order(int rows, int cols) {
  const int together = random_number(1, 4);
  std::vector<std::pair<int, Pixel>> keyed;
  for (const Pixel& pixel : pixels_by_rows(rows, cols)) {
    const int key = pixel.col % together == 0 || keyed.empty() ? random_number(0, 20) : keyed.back().first;
    keyed.emplace_back(key, pixel);
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Pixel> order;
  for (const auto& [key, pixel] : keyed) order.push_back(pixel);
  return order;
}

}  // namespace

TEST_CASE("pixels that are computed in one order and left in another have a place each") {
  const std::vector<Pixel> rows = pixels_by_rows(2, 4);
  REQUIRE(rows.size() == 8);
  CHECK(rows[5].row == 1);
  CHECK(rows[5].col == 1);
  const std::vector<Pixel> columns_of_two = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}};
  const BlockPlaces places = pixels_in_order(rows, columns_of_two, 4);
  CHECK(places.places == 8);
  CHECK(places.runs == std::vector<VectorRun>{{0, 2, 0}, {2, 2, 4}, {4, 2, 2}, {6, 2, 6}});
  CHECK(pixels_in_order(columns_of_two, columns_of_two, 4).runs == std::vector<VectorRun>{{0, 8, 0}});
}

TEST_CASE("any layer whose vectors are channels of a pixel leaves its pixels in any order") {
  rc::prop("random layers, orders and configurations", [] {
    Layer layer = random_layer();
    layer.requantization_pass = RequantizationPass::fused;
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    const std::vector<Pixel> order = random_order(layer.out_height(), layer.out_width());
    for (const std::string& name : mapping_names()) {
      if (!applicable(name, layer, config)) continue;
      Mapping mapping = make_mapping(name, layer, config);
      const bool ordinary = has_ordinary_output(layer, mapping, config.block);
      try {
        leave_pixels(layer, order, mapping);
      } catch (const Refused&) {
        continue;
      }
      RC_ASSERT(check_fitting(layer, mapping, config) == "");
      const Tensor8 output = reference_output(layer, random_tensors(layer, 3));
      const std::vector<std::uint8_t> left = pack_output(layer, mapping, config, output, {});
      const Shape shape{output.n, output.c, output.h, output.w};
      if (ordinary)
        RC_ASSERT(taken_out(shape, pixel_layout(shape, config.block, order), left.data()).data == output.data);
      // Where its bias enters may be changed.
      RC_ASSERT(remake_mapping(mapping, layer, config).nest.stored == mapping.nest.stored);
      // In tiles that are narrower than the plane, too.
      TilingPlan plan;
      plan.shape.cols = random_number(1, mapping.nest.cols);
      plan.shape.rows = random_number(1, 3);
      plan.taps_per_step = static_cast<int>(mapping.nest.taps.size());
      plan.head = random_number(0, 2);
      if (!TilingCandidates(mapping.nest, ScratchpadPartition::whole(config)).fits(plan)) continue;
      const Tiling tiling = tiling_of(mapping.nest, plan);
      RC_TAG(std::string(plan.shape.cols < mapping.nest.cols ? "narrow" : "whole rows"));
      try {
        RC_ASSERT(check_compiled(layer, mapping, config, &tiling) == "");
      } catch (const Error&) {
        RC_TAG(std::string("refused"));  // Spare lanes do not reach a bias, as check_fitting() has it.
      }
    }
  });
}

TEST_CASE("orders of pixels are for vectors of one pixel, as many as there are") {
  const Layer layer = depthwise_layer(16, 8, 8, 1);
  Mapping diagonal = make_mapping("diagonal", layer, block_16());
  CHECK_THROWS_WITH(leave_pixels(layer, pixels_by_rows(8, 4), diagonal),
                    Contains("mapping diagonal: its output has 8 x 8 pixels; the order has 32"));
  Mapping swapped = make_mapping("swapped", layer, block_16());
  CHECK_THROWS_WITH(leave_pixels(layer, pixels_by_rows(8, 8), swapped),
                    Contains("mapping swapped: its out vectors are not channels of a pixel each"));
  Layer separate = layer;
  separate.requantization_pass = RequantizationPass::separate;
  CHECK_THROWS_AS(leave_pixels(separate, pixels_by_rows(8, 8), diagonal), Refused);
  leave_pixels(layer, pixels_by_rows(8, 8), diagonal);
  CHECK(diagonal.output_layout == "(N, O/16, H*W, 16), pixels in blocks");
}

}  // namespace vtasim::compiler
