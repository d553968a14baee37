#include <catch2/catch.hpp>

#include "compiler/fusion/pair_search.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/compiler/support/sample_pairs.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {

// Layers whose operation counts (multiplications and additions) were published, 256 channels of 12 x 12.

TEST_CASE("the published ordinary layer has 339,738,624 operations and computes the reference") {
  Layer layer = sample_pair(256, 12, 512).depthwise;
  layer.name = "ordinary";
  layer.groups = 1;
  layer.out_channels = 512;
  layer.shift = 12;
  CHECK(2 * layer.macs() == 339'738'624);
  CHECK(check_compiled(layer, "direct", isa::find_hardware_config("b16-bus64")) == "");
}

TEST_CASE("the published depthwise and pointwise layers have 38,412,288 operations and compute the reference") {
  const LayerPair pair = sample_pair(256, 12, 512);
  CHECK(2 * pair.macs() == 38'412'288);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  CHECK(check_compiled(pair.depthwise, "diagonal", config) == "");
  CHECK(check_compiled(pair.pointwise, "direct", config) == "");

  const PairTensors tensors = pair_tensors(pair);
  const PairPasses passes = pair_passes(pair, tensors);
  const Evaluator first_plan = [](const isa::Program&) { return 0; };
  for (const char* name : {"diagonal", "patches"}) {
    const PairMapping mapping = make_pair_mapping(name, pair, config);
    const PairPlan plan = search_pair(mapping, passes, config, SearchEffort::quick, first_plan).plan;
    const CompiledPair compiled = compile_pair(mapping, plan, passes, tensors, config);
    CHECK(shared_machine().run(config, compiled.program).problem.empty());
    CHECK(unpack_pair_output(compiled, shared_machine().dram()).data == tensors.reference.data);
  }
}

}  // namespace vtasim::compiler
