#include "compiler/fusion/layer_pair.h"

#include <catch2/catch.hpp>
#include <functional>

#include "compiler/graph/network_file.h"
#include "tests/compiler/support/sample_pairs.h"

namespace vtasim::compiler {

TEST_CASE("a pair is a depthwise layer and a pointwise one of its output's shape") {
  const LayerPair pair = sample_pair(32, 12, 48);
  CHECK(makes_pair(pair.depthwise, pair.pointwise));
  CHECK(pair.name() == "dw+pw");
  const auto refuses = [&](const std::function<void(LayerPair&)>& change) {
    LayerPair changed = pair;
    change(changed);
    CHECK_FALSE(makes_pair(changed.depthwise, changed.pointwise));
  };
  refuses([](LayerPair& p) { p.depthwise.groups = 1; });
  refuses([](LayerPair& p) { p.pointwise.groups = 2; });
  // Programs of pairs add no residual.
  refuses([](LayerPair& p) { p.depthwise.residual_shift = 0; });
  refuses([](LayerPair& p) { p.pointwise.residual_shift = 0; });
  refuses([](LayerPair& p) { p.pointwise.kernel_h = 3; });
  refuses([](LayerPair& p) { p.pointwise.kernel_w = 3; });
  refuses([](LayerPair& p) { p.pointwise.stride_h = 2; });
  refuses([](LayerPair& p) { p.pointwise.stride_w = 2; });
  refuses([](LayerPair& p) { p.pointwise.pad_left = 1; });
  refuses([](LayerPair& p) { p.pointwise.channels = 16; });
  refuses([](LayerPair& p) { p.pointwise.height = 10; });
  refuses([](LayerPair& p) { p.pointwise.width = 10; });
  refuses([](LayerPair& p) { p.pointwise.batch = 2; });
}

TEST_CASE("the pairs of networks") {
  const std::vector<LayerPair> v1 = pairs_of(find_network("mobilenet-v1"));
  REQUIRE(v1.size() == 13);
  CHECK(v1.front().name() == "dw1+pw1");
  CHECK(v1.back().name() == "dw13+pw13");
  CHECK(pairs_of(find_network("mobilenet-v2")).size() == 17);
  CHECK(pairs_of(find_network("efficientnet-lite0")).size() == 16);
  CHECK(pairs_of(find_network("shufflenet-v2-x1.0")).size() == 19);
  CHECK(pairs_of(find_network("mobilenet-v2-grouped")).empty());
  CHECK(pairs_of(find_network("resnet-18")).empty());
}

}  // namespace vtasim::compiler
