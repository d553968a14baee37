// The reference convolution against oneDNN's, which shares nothing with it.

#include "tests/compiler/support/onednn.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "compiler/workload/reference.h"

namespace vtasim::compiler {
namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

Layer random_layer() {
  Layer layer;
  layer.name = "random";
  layer.batch = number(1, 2);
  layer.groups = number(1, 6);
  const bool depthwise = number(0, 2) == 0;
  layer.channels = layer.groups * (depthwise ? 1 : number(1, 12));
  layer.out_channels = layer.groups * number(1, 5);
  layer.height = number(1, 12);
  layer.width = number(1, 12);
  layer.pad_top = number(0, 3);
  layer.pad_bottom = number(0, 3);
  layer.pad_left = number(0, 4);
  layer.pad_right = number(0, 3);
  layer.dilation_h = number(1, 3);
  layer.dilation_w = number(1, 3);
  const int most_h = (layer.height + layer.pad_top + layer.pad_bottom - 1) / layer.dilation_h + 1;
  const int most_w = (layer.width + layer.pad_left + layer.pad_right - 1) / layer.dilation_w + 1;
  layer.kernel_h = number(1, std::min(6, most_h));
  layer.kernel_w = number(1, std::min(6, most_w));
  layer.stride_h = number(1, 4);
  layer.stride_w = number(1, 4);
  layer.bias = number(0, 1) == 1;
  if (number(0, 1) == 1) layer.input_zero_point = number(-128, 127);
  return layer;
}

}  // namespace

TEST_CASE("oneDNN computes the reference's sums") {
  rc::prop("random layers", [] {
    const Layer layer = random_layer();
    RC_LOG() << to_json(layer).dump() << '\n';
    const LayerTensors tensors = random_tensors(layer, 5);
    RC_CLASSIFY(layer.depthwise(), "depthwise");
    RC_CLASSIFY(layer.groups > 1 && !layer.depthwise(), "grouped");
    RC_CLASSIFY(layer.input_zero_point != 0 && layer.padded(), "padding with a zero point");
    RC_ASSERT(onednn_convolution(layer, tensors) == reference_convolution(layer, tensors).accumulators);
  });
}

}  // namespace vtasim::compiler
