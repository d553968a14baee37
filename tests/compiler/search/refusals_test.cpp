#include "compiler/search/refusals.h"

#include <catch2/catch.hpp>

#include "compiler/search/search_mappings.h"
#include "isa/base/error.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using Reached = Refusals::Stage;

Layer named(const char* name) {
  Layer layer;
  layer.name = name;
  return layer;
}

}  // namespace

TEST_CASE("the mapping that came furthest is named, the others are counted") {
  Refusals refusals;
  refusals.add("diagonal", Reached::kind, "layer a: groups is 1");
  CHECK(refusals.summary(named("a")) == "layer a: no mapping takes it; nearest came diagonal: groups is 1");
  refusals.add("swapped", Reached::kind, "layer a: groups is 1");
  refusals.add("direct", Reached::mapping, "layer a: it has no lane to spare");
  refusals.add("im2col", Reached::search, "layer a, mapping im2col: the bias does not fit");
  CHECK(
      refusals.summary(named("a")) ==
      "layer a: no mapping takes it; nearest came im2col: the bias does not fit; 1 more cannot take it either; 2 take "
      "other kinds of layers");
}

TEST_CASE("of mappings that came as far the one that needs the least is nearest") {
  Refusals refusals;
  refusals.add("diagonal", Reached::memory, "layer a: too large", 30);
  refusals.add("patches", Reached::memory, "layer a: too large as well", 20);
  refusals.add("swapped", Reached::memory, "layer a: too large", 40);
  CHECK_THAT(refusals.summary(named("a")), Contains("nearest came patches: too large as well; 2 more"));
}

TEST_CASE("shapes decide before there is any data, with a short reason") {
  // Its tensors alone would take 4 GB.
  Layer layer = named("large");
  layer.channels = layer.out_channels = layer.groups = 1;
  layer.height = 65536;
  layer.width = 32767;
  layer.kernel_h = layer.kernel_w = 3;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 1;
  const isa::HardwareConfig config = configuration(4, 64, {});
  try {
    check_shapes(layer, config);
    FAIL("not refused");
  } catch (const Error& error) {
    const std::string message = error.what();
    CHECK_THAT(message, Contains("layer large: no mapping takes it; nearest came "));
    CHECK_THAT(message, Contains("needs more than 4294967296 bytes of DRAM"));
    CHECK(message.size() < 300);
  }
  CHECK_THROWS_WITH(make_checked_mapping("diagonal", layer, config),
                    Contains("needs more than 4294967296 bytes of DRAM"));
  layer.height = 8;
  CHECK_NOTHROW(check_shapes(layer, config));
  CHECK_NOTHROW(make_checked_mapping("diagonal", layer, config));
  CHECK_THROWS_WITH(make_checked_mapping("block-diagonal", layer, config),
                    Contains("mapping block-diagonal takes layers with"));
}

}  // namespace vtasim::compiler
