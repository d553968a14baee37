// The reference convolution against oneDNN's, which shares nothing with it.

#include "tests/compiler/support/onednn.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "compiler/workload/reference.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

/// Without all that does not change the sums.
Layer random_sums() {
  Layer layer;
  layer.name = "random";
  layer.batch = random_number(1, 2);
  layer.groups = random_number(1, 6);
  const bool depthwise = random_number(0, 2) == 0;
  layer.channels = layer.groups * (depthwise ? 1 : random_number(1, 12));
  layer.out_channels = layer.groups * random_number(1, 5);
  choose_plane(layer, 6);
  layer.bias = random_number(0, 1) == 1;
  if (random_number(0, 1) == 1) layer.input_zero_point = random_number(-128, 127);
  return layer;
}

}  // namespace

TEST_CASE("oneDNN computes the reference's sums") {
  rc::prop("random layers", [] {
    const Layer layer = random_sums();
    RC_LOG() << to_json(layer).dump() << '\n';
    const LayerTensors tensors = random_tensors(layer, 5);
    RC_CLASSIFY(layer.depthwise(), "depthwise");
    RC_CLASSIFY(layer.groups > 1 && !layer.depthwise(), "grouped");
    RC_CLASSIFY(layer.input_zero_point != 0 && layer.padded(), "padding with a zero point");
    RC_ASSERT(onednn_convolution(layer, tensors) == reference_convolution(layer, tensors).accumulators);
  });
}

}  // namespace vtasim::compiler
