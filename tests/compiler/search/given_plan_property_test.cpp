#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/refused.h"
#include "compiler/search/search_mappings.h"
#include "compiler/tiling/plan_limits.h"
#include "compiler/workload/layer_file.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/random_layers.h"
#include "tests/support/random_nests.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

/// Some of a random plan of a nest.
PartialPlan random_part(const LoopNest& nest) {
  PartialPlan all = given(random_plan(nest));
  all.head = random_number(0, 3);
  all.tail = random_number(0, 3);
  all.store_parts = random_number(1, 4);
  all.last_store_parts = random_number(1, 4);
  all.filters_per_load = random_number(1, 2 * nest.filters);
  all.skip_padding = random_number(0, 1) == 1;
  // From nothing to everything.
  const int kept = random_number(0, 4);
  PartialPlan part;
  for (const PlanNumber& number : kPlanNumbers) {
    if (random_number(1, 4) <= kept) part.*number.given = all.*number.given;
  }
  if (random_number(1, 4) <= kept) part.order = all.order;
  if (random_number(1, 4) <= kept) part.skip_padding = all.skip_padding;
  return part;
}

/// A mapping that takes a random layer.
std::optional<Mapping> any_mapping(const Layer& layer, const isa::HardwareConfig& config, int alu_passes) {
  const std::vector<Mapping> mappings = mapping_candidates(layer, config, alu_passes, SearchEffort::quick);
  if (mappings.empty()) return std::nullopt;
  return mappings[static_cast<std::size_t>(random_number(0, static_cast<int>(mappings.size()) - 1))];
}

}  // namespace

TEST_CASE("what is given of a tiling is honoured, in right programs, or refused for a reason", "[property]") {
  rc::prop("random layers, mappings and parts of plans", [] {
    Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    layer.bias_entry = BiasEntry::alu;  // Which any value can enter by.
    const std::vector<AluPass> passes = requantization_passes(layer, random_tensors(layer, 3));
    const auto mapping = any_mapping(layer, config, 1 + static_cast<int>(passes.size()));
    RC_PRE(mapping.has_value());
    const PartialPlan part = random_part(mapping->nest);
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n' << mapping->name << '\n';
    const Evaluator evaluate = [&](const isa::Program& program) {
      machine::RunOptions timing_only;
      timing_only.values = false;
      return shared_machine().run(config, program, timing_only).record.cycles;
    };
    try {
      check_sizes(layer, *mapping, config);
    } catch (const Refused&) {
      RC_DISCARD("");
    }
    std::optional<SearchResult> found;
    try {
      found = search_tiling(layer, *mapping, passes, config, {SearchEffort::quick, part}, evaluate);
    } catch (const Refused& error) {
      const std::string range = range_problem(part, mapping->nest);
      const std::string fit = range.empty() ? fit_problem(part, mapping->nest, ScratchpadPartition::whole(config)) : "";
      RC_LOG() << error.what() << '\n';
      RC_ASSERT(range != fit);
      RC_ASSERT(std::string(error.what()).find(range + fit) != std::string::npos);
      return;
    }
    RC_ASSERT(part.allows(found->plan));
    const Tiling tiling = tiling_of(mapping->nest, found->plan);
    const std::string wrong = check_compiled(layer, mapping->name, config, &tiling);
    RC_ASSERT(wrong == "");
  });
}

}  // namespace vtasim::compiler
