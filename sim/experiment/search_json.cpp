#include "sim/experiment/search_json.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "compiler/tiling/plan_limits.h"
#include "compiler/workload/layer_quantization.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/pair_plan_json.h"
#include "sim/experiment/plan_json.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

constexpr const char* kWhat = "search result";

int integer(JsonReader& reader, const char* key, std::int64_t least, std::int64_t most) {
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

compiler::MappingChoice read_choice(const json& object, const MappingRequest& request, const SearchData& data,
                                    const isa::HardwareConfig& config) {
  JsonReader reader(object, kWhat);
  compiler::MappingChoice choice;
  const std::string name = reader.text("mapping");
  if (request.mapping && name != request.mapping->name) fail(fmt::format("mapping is {}", shown(name)));
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
  choice.mapping = request.mapping ? compiler::remake_mapping(*request.mapping, layer, config)
                                   : compiler::make_mapping(name, layer, config);
  const compiler::LoopNest& nest = choice.mapping.nest;
  // So that what is computed of it stays in range.
  if (const std::string problem = range_problem(given(search.plan), nest); !problem.empty()) fail(problem);
  const auto whole = compiler::ScratchpadPartition::whole(config);
  const compiler::TilingCandidates candidates(nest, whole, request.tiling);
  if (!candidates.fits(search.plan)) fail("its tiles do not fit, or are not as given");
  search.best_few = {search.plan};
  build_program(layer, choice.mapping, tiling_of(nest, search.plan), data.passes, config);
  return choice;
}

json to_json(const PairChoice& choice) {
  return {{"mapping", choice.mapping},
          {"plan", pair_plan_json(choice.search.plan, true)},
          {"cycles", choice.search.cycles},
          {"simulated", choice.search.simulated}};
}

std::string read_mapping(const json& object) { return JsonReader(object, kWhat).text("mapping"); }

PairChoice read_pair_choice(const json& object, const PairRequest& request, const PairSearchData& data,
                            const isa::HardwareConfig& config) {
  const compiler::PairMapping& mapping = *request.mapping;
  JsonReader reader(object, kWhat);
  PairChoice choice;
  choice.mapping = reader.text("mapping");
  if (choice.mapping != mapping.first.name) fail(fmt::format("mapping is {}", shown(choice.mapping)));
  compiler::PairPlan& plan = choice.search.plan;
  plan = read_pair_plan(reader.member("plan"), kWhat);
  choice.search.cycles = reader.integer("cycles", 0, std::numeric_limits<std::int64_t>::max());
  choice.search.simulated = integer(reader, "simulated", 0, kMostCounted);
  reader.expect_no_more();

  if (const std::string problem = range_problem(given(plan), mapping); !problem.empty()) fail(problem);
  const auto rest = divide_scratchpads(mapping, config, plan);
  if (!rest || !compiler::TilingCandidates(mapping.reading, *rest).fits(plan.second)) fail("its tiles do not fit");
  if (!request.plan.allows(plan)) fail("its plan is not as given");
  build_pair_program(mapping, plan, {data.depthwise.passes, data.pointwise.passes}, config);
  return choice;
}

}  // namespace vtasim::experiment
