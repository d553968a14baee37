#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

/// Any depthwise layer of moderate size.
Layer random_layer() {
  Layer layer;
  layer.name = "random";
  layer.batch = number(1, 2);
  layer.channels = layer.groups = number(1, 40);
  layer.out_channels = layer.channels * number(1, 3);
  layer.height = number(1, 18);
  layer.width = number(1, 18);
  layer.pad_top = number(0, 3);
  layer.pad_bottom = number(0, 3);
  layer.pad_left = number(0, 17);
  layer.pad_right = number(0, 3);
  layer.dilation_h = number(1, 3);
  layer.dilation_w = number(1, 3);
  const int most_h = (layer.height + layer.pad_top + layer.pad_bottom - 1) / layer.dilation_h + 1;
  const int most_w = (layer.width + layer.pad_left + layer.pad_right - 1) / layer.dilation_w + 1;
  layer.kernel_h = number(1, std::min(6, most_h));
  layer.kernel_w = number(1, std::min(6, most_w));
  layer.stride_h = number(1, 4);
  layer.stride_w = number(1, 4);
  layer.bias = number(0, 3) != 0;
  layer.shift = number(0, 12);
  layer.clip_min = number(-128, 20);
  layer.clip_max = number(std::max(0, layer.clip_min), 127);
  layer.relu = number(0, 1) == 1;
  return layer;
}

/// Any configuration, small scratchpads as often as large ones.
isa::HardwareConfig random_configuration() {
  const int log_block = number(3, 6);
  const int bus = *rc::gen::element(64, 128, 256, 512);
  const LogDepths depths{number(5, 11), number(5, 11), number(4, 10), number(5, 11)};
  return configuration(log_block, bus, depths, *rc::gen::element(16, 256), *rc::gen::element(4, 512));
}

}  // namespace

TEST_CASE("any depthwise layer on any configuration computes the reference") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const char* mapping : {"diagonal", "swapped"}) RC_ASSERT(check_compiled(layer, mapping, config) == "");
  });
}

}  // namespace vtasim::compiler
