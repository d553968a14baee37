#include "sim/experiment/search_json.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "compiler/workload/layer_quantization.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/plan_json.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

constexpr const char* kWhat = "search result";

// One that is missing here would come back with its default: both plans, the transposition's three numbers and the
// lead.
static_assert(std::tuple_size_v<decltype(compiler::PairPlan().choices())> ==
              2 * std::tuple_size_v<decltype(compiler::TilingPlan().choices())> + 4);

int integer(JsonReader& reader, const char* key, std::int64_t least = 0, std::int64_t most = kLargestChoice) {
  return static_cast<int>(reader.integer(key, least, most));
}

[[noreturn]] void fail(const std::string& why) { throw Error(fmt::format("{}: {}", kWhat, why)); }

compiler::BiasEntry read_bias_entry(JsonReader& reader) {
  using compiler::BiasEntry;
  const std::string name = reader.text("bias_entry");
  for (const BiasEntry entry :
       {BiasEntry::automatic, BiasEntry::alu, BiasEntry::load, BiasEntry::lane, BiasEntry::product}) {
    if (name == to_string(entry)) return entry;
  }
  fail(fmt::format("bias_entry is {}", shown(name)));
}

/// Whether a shape is one of the nest's, so that what is computed of it stays in range.
bool within(const compiler::TileShape& shape, const compiler::LoopNest& nest) {
  return shape.groups <= nest.groups() && shape.filters_per_group <= nest.filters_per_group &&
         shape.rows <= nest.rows && shape.cols <= nest.cols;
}

constexpr std::int64_t kMostCounted = std::numeric_limits<int>::max();

}  // namespace

json to_json(const compiler::MappingChoice& choice) {
  return {{"mapping", choice.mapping.name},
          {"bias_entry", to_string(choice.bias_entry)},
          {"plan", plan_json(choice.search.plan)},
          {"cycles", choice.search.cycles},
          {"considered", choice.search.considered},
          {"simulated", choice.search.simulated},
          {"mappings_skipped", choice.mappings_skipped}};
}

compiler::MappingChoice read_choice(const json& object, const std::string& mapping, const SearchData& data,
                                    const isa::HardwareConfig& config) {
  JsonReader reader(object, kWhat);
  compiler::MappingChoice choice;
  const std::string name = reader.text("mapping");
  if (mapping != kAutoMapping && name != mapping) fail(fmt::format("mapping is {}", shown(name)));
  choice.bias_entry = read_bias_entry(reader);
  if (data.layer.bias_entry != compiler::BiasEntry::automatic && choice.bias_entry != data.layer.bias_entry) {
    fail(fmt::format("bias_entry is {}", to_string(choice.bias_entry)));
  }
  compiler::SearchResult& search = choice.search;
  search.plan = read_plan(reader.member("plan"), kWhat);
  search.cycles = reader.integer("cycles", 0, std::numeric_limits<std::int64_t>::max());
  search.considered = integer(reader, "considered", 0, kMostCounted);
  search.simulated = integer(reader, "simulated", 0, kMostCounted);
  choice.mappings_skipped = integer(reader, "mappings_skipped", 0, kMostCounted);
  reader.expect_no_more();

  const compiler::Layer layer = with_bias_entry(data.layer, choice.bias_entry);
  choice.mapping = compiler::make_mapping(name, layer, config);
  const compiler::LoopNest& nest = choice.mapping.nest;
  const compiler::TilingCandidates candidates(nest, compiler::ScratchpadPartition::whole(config));
  if (!within(search.plan.shape, nest) || !candidates.fits(search.plan)) fail("its tiles do not fit");
  search.best_few = {search.plan};
  build_program(layer, choice.mapping, tiling_of(nest, search.plan), data.passes, config);
  return choice;
}

json to_json(const PairChoice& choice) {
  const compiler::PairPlan& plan = choice.search.plan;
  const compiler::TransposeTiling& transposition = plan.transposition;
  return {{"mapping", choice.mapping},
          {"depthwise", plan_json(plan.first)},
          {"transposition", {transposition.rows, transposition.cols, transposition.buffers}},
          {"pointwise", plan_json(plan.second)},
          {"lead", plan.lead},
          {"cycles", choice.search.cycles},
          {"simulated", choice.search.simulated}};
}

std::string read_mapping(const json& object) { return JsonReader(object, kWhat).text("mapping"); }

PairChoice read_pair_choice(const json& object, const compiler::PairMapping& mapping, const PairSearchData& data,
                            const isa::HardwareConfig& config) {
  JsonReader reader(object, kWhat);
  PairChoice choice;
  choice.mapping = reader.text("mapping");
  if (choice.mapping != mapping.first.name) fail(fmt::format("mapping is {}", shown(choice.mapping)));
  compiler::PairPlan& plan = choice.search.plan;
  plan.first = read_plan(reader.member("depthwise"), kWhat);
  plan.second = read_plan(reader.member("pointwise"), kWhat);
  const json& transposition = reader.array("transposition");
  if (transposition.size() != 3) fail("transposition has not 3 numbers");
  const auto number = [&](std::size_t i) {
    return static_cast<int>(checked_integer(transposition[i], 1, kLargestChoice, "transposition"));
  };
  plan.transposition.rows = number(0);
  plan.transposition.cols = number(1);
  plan.transposition.buffers = number(2);
  plan.lead = integer(reader, "lead");
  choice.search.cycles = reader.integer("cycles", 0, std::numeric_limits<std::int64_t>::max());
  choice.search.simulated = integer(reader, "simulated", 0, kMostCounted);
  reader.expect_no_more();

  if (!within(plan.first.shape, mapping.first.nest) || !within(plan.second.shape, mapping.reading)) {
    fail("its tiles are larger than the layers");
  }
  const auto rest = divide_scratchpads(mapping, config, plan);
  if (!rest || !compiler::TilingCandidates(mapping.reading, *rest).fits(plan.second)) fail("its tiles do not fit");
  build_pair_program(mapping, plan, {data.depthwise.passes, data.pointwise.passes}, config);
  return choice;
}

}  // namespace vtasim::experiment
