#include "compiler/mappings/custom_lanes.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile.h"
#include "compiler/search/search.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/tensors.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"
#include "tests/support/sample_layers.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::Message;

/// 2 x 2 pixels of two channels, in vectors of 8 lanes.
LaneMap quads() { return lane_map(side_by_side(2, 2, 2), 8); }

LaneChoice sample() { return {quads(), quads(), 2}; }

/// One with another out lane 3.
std::string problem_with(const Lane& lane) {
  LaneChoice lanes = sample();
  lanes.out.lanes[3] = lane;
  return lane_problem(lanes, 8);
}

/// Whether a mapping is no more than its lane maps.
bool by_lanes_alone(const Mapping& mapping) {
  return mapping.nest.operands == Operands::in_own_buffers && !mapping.in.sequence && !mapping.out.sequence &&
         mapping.in.vector_rows == 1;
}

/// A search's program with its data.
isa::Program program_of(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config) {
  const LayerTensors tensors = random_tensors(layer, 3);
  const std::vector<AluPass> passes = requantization_passes(layer, tensors);
  const Evaluator any = [](const isa::Program& program) { return std::int64_t{program.insn_count}; };
  const SearchResult found = search_tiling(layer, mapping, passes, config, SearchEffort::quick, any);
  return compile(layer, tensors, mapping, tiling_of(mapping.nest, found.plan), config).program;
}

}  // namespace

TEST_CASE("lane maps with holes are refused by the lane or the element") {
  CHECK(lane_problem(sample(), 8).empty());
  CHECK(lane_problem(sample(), 16) == "in has 8 lanes; legal are multiples of 16");
  CHECK(problem_with({true, 0, 0, 0}) == "out holds twice channel 0, row 0, column 0");
  CHECK(problem_with({false, 0, 0, 0}) == "out has a hole: no lane holds channel 1, row 0, column 1");
  CHECK(problem_with({true, 0, 2, 0}) == "lane 3 of out: column is 2; legal are 0 to 1");
  CHECK(problem_with({true, 2, 0, 0}) == "lane 3 of out: row is 2; legal are 0 to 1");
  CHECK(problem_with({true, 0, 0, 2}) == "lane 3 of out: channel is 2; legal are 0 to 1");
  LaneChoice lanes = sample();
  lanes.out.row_step = 3;
  CHECK(lane_problem(lanes, 8) ==
        "out has holes: its steps are 2 channels x 3 rows x 2 columns, 12 elements, and 8 of its lanes are used");
  lanes = sample();
  lanes.in.lanes[0].channel = 2;
  CHECK(lane_problem(lanes, 8) == "lane 0 of in: channel is 2; legal are 0 to 1");
  lanes = sample();
  lanes.in.lanes[0].dy = 7;  // In vectors may overlap.
  CHECK(lane_problem(lanes, 8).empty());
  lanes.in.row_step = 0;
  CHECK(lane_problem(lanes, 8) == "row_step of in is 0; legal are 1 and more");
}

TEST_CASE("in lanes that do not hold what is needed, and too many groups, are refused by the layer") {
  const Layer layer = depthwise_layer(4, 6, 6, 3, 1);
  const isa::HardwareConfig config = configuration(3, 64, {});
  CHECK_NOTHROW(make_custom_mapping("mine", sample(), layer, config));
  LaneChoice lanes = sample();
  for (Lane& lane : lanes.in.lanes) lane.used = lane.dx == 0;
  CHECK_THROWS_MATCHES(make_custom_mapping("mine", lanes, layer, config), Refused,
                       Message("layer layer: in vectors do not hold all that an out vector needs: they leave gaps "
                               "between them"));
  lanes = sample();
  lanes.layer_groups = 5;
  CHECK_THROWS_MATCHES(make_custom_mapping("mine", lanes, layer, config), Refused,
                       Message("layer layer, mapping mine: layer_groups is 5; legal are 1 to 4"));
}

TEST_CASE("a named mapping's lane maps, written down, are that mapping", "[property]") {
  rc::prop("random layers and mappings", [] {
    Layer layer = random_layer();
    layer.bias_entry = BiasEntry::alu;
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    const std::vector<std::string> names = mapping_names();
    const std::string name = names[static_cast<std::size_t>(random_number(0, static_cast<int>(names.size()) - 1))];
    RC_PRE(applicable(name, layer, config));
    const Mapping named = make_mapping(name, layer, config);
    RC_PRE(by_lanes_alone(named));
    const Mapping custom = make_custom_mapping(name, {named.in, named.out, named.layer_groups}, layer, config);
    RC_ASSERT(custom.custom.has_value());
    RC_ASSERT(custom.output_layout == named.output_layout);
    RC_TAG(name);
    try {
      const isa::Program expected = program_of(layer, named, config);
      const isa::DramImage a = expected.image();
      const isa::DramImage b = program_of(layer, custom, config).image();
      RC_ASSERT(std::equal(a.begin(), a.end(), b.begin(), b.end()));
    } catch (const Refused&) {
      RC_DISCARD("no program");
    }
  });
}

TEST_CASE("a mapping that somebody wrote down is remade with its lanes, where its bias enters otherwise") {
  const Layer layer = depthwise_layer(4, 6, 6, 3, 1);
  const isa::HardwareConfig config = configuration(3, 64, {});
  const Mapping mapping = make_custom_mapping("mine", sample(), layer, config);
  Layer loaded = layer;
  loaded.bias_entry = BiasEntry::load;
  const Mapping remade = remake_mapping(mapping, loaded, config);
  CHECK(remade.name == "mine");
  CHECK(remade.custom.has_value());
  CHECK(remade.nest.bias_loaded);
  CHECK_FALSE(mapping.nest.bias_loaded);
}

}  // namespace vtasim::compiler
