#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

/// Any depthwise layer of moderate size.
Layer random_depthwise_layer() {
  Layer layer;
  layer.name = "random";
  layer.batch = random_number(1, 2);
  layer.channels = layer.groups = random_number(1, 40);
  layer.out_channels = layer.channels * random_number(1, 3);
  choose_plane(layer, 6);
  layer.bias = random_number(0, 3) != 0;
  layer.shift = random_number(0, 12);
  layer.clip_min = random_number(-128, 20);
  layer.clip_max = random_number(std::max(0, layer.clip_min), 127);
  layer.relu = random_number(0, 1) == 1;
  return layer;
}

/// Any configuration, the smallest scratchpads as often as large ones.
isa::HardwareConfig small_or_large_configuration() {
  const int log_block = random_number(3, 6);
  const int bus = *rc::gen::element(64, 128, 256, 512);
  const LogDepths depths{random_number(5, 11), random_number(5, 11), random_number(4, 10), random_number(5, 11)};
  return configuration(log_block, bus, depths, *rc::gen::element(16, 256), *rc::gen::element(4, 512));
}

}  // namespace

TEST_CASE("any depthwise layer on any configuration computes the reference") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_depthwise_layer();
    const isa::HardwareConfig config = small_or_large_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const char* mapping : {"diagonal", "swapped"}) RC_ASSERT(check_compiled(layer, mapping, config) == "");
  });
}

}  // namespace vtasim::compiler
