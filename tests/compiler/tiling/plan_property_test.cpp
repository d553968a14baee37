#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/tiling/tiling_candidates.h"
#include "compiler/workload/layer_file.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

Layer random_layer() {
  Layer layer;
  layer.name = "random";
  const bool depthwise = number(0, 1) == 1;
  layer.batch = number(1, 2);
  layer.channels = number(1, 100);
  layer.groups = depthwise ? layer.channels : 1;
  layer.out_channels = depthwise ? layer.channels : number(1, 100);
  layer.height = number(3, 16);
  layer.width = number(3, 16);
  layer.kernel_h = layer.kernel_w = *rc::gen::element(1, 3);
  layer.stride_h = number(1, 2);
  layer.stride_w = number(1, 2);
  layer.pad_top = layer.pad_bottom = number(0, 1);
  layer.pad_left = layer.pad_right = number(0, 1);
  layer.bias = number(0, 1) == 1;
  layer.bias_entry = *rc::gen::element(BiasEntry::alu, BiasEntry::load);
  layer.requantization_pass = number(0, 4) == 0 ? RequantizationPass::separate : RequantizationPass::fused;
  layer.shift = number(0, 10);
  if (number(0, 2) == 0) {
    for (int channel = 0; channel < layer.out_channels; ++channel) layer.shifts.push_back(number(5, 7));
  }
  return layer;
}

/// A plan with each thing chosen by itself, made smaller until it fits.
std::optional<TilingPlan> random_plan(const LoopNest& nest, const isa::HardwareConfig& config) {
  const TilingCandidates candidates(nest, ScratchpadPartition::whole(config));
  const std::vector<int> steps = candidates.step_sizes();
  TilingPlan plan;
  plan.taps_per_step = steps[static_cast<std::size_t>(number(0, static_cast<int>(steps.size()) - 1))];
  plan.activation_buffers = number(1, 4);
  plan.filter_buffers = number(1, 4);
  plan.acc_buffers = number(1, 3);
  plan.head = number(0, 3);
  plan.tail = number(0, 3);
  plan.store_parts = number(1, 5);
  plan.last_store_parts = number(1, 9);
  plan.filters_per_load = number(0, 1) == 0 ? 1 : number(1, 30);
  plan.skip_padding = number(0, 1) == 1;
  TileShape& shape = plan.shape;
  shape = {number(1, nest.groups()), number(1, nest.filters_per_group), number(1, nest.rows), number(1, nest.cols),
           all_loop_orders()[static_cast<std::size_t>(number(0, 119))]};
  for (int i = 0; i < 20; ++i) {
    if (shape.groups > 1) shape.filters_per_group = nest.filters_per_group;
    if (candidates.fits(plan)) return plan;
    plan.filters_per_load = (plan.filters_per_load + 1) / 2;
    int& extent = shape.groups > 1              ? shape.groups
                  : shape.filters_per_group > 1 ? shape.filters_per_group
                  : shape.rows > 1              ? shape.rows
                                                : shape.cols;
    extent = (extent + 1) / 2;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("any plan that fits computes the reference") {
  rc::prop("random layers, mappings and plans", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config =
        configuration(4, *rc::gen::element(64, 512), {11, 11, number(6, 10), number(7, 11)});
    std::vector<std::string> names;
    for (const char* name :
         {"diagonal", "swapped", "swapped 4x4 step 4x2", "patches", "direct", "im2col", "channel-padding"}) {
      if (applicable(name, layer, config)) names.emplace_back(name);
    }
    RC_PRE(!names.empty());
    const std::string name = *rc::gen::elementOf(names);
    const Mapping mapping = make_mapping(name, layer, config);
    const std::optional<TilingPlan> plan = random_plan(mapping.nest, config);
    RC_PRE(plan.has_value());
    RC_TAG(name);
    RC_LOG() << to_json(layer).dump() << '\n' << name << '\n';
    const Tiling tiling = tiling_of(mapping.nest, *plan);
    RC_ASSERT(check_compiled(layer, name, config, &tiling) == "");
  });
}

}  // namespace vtasim::compiler
