#include "sim/experiment/operation_search.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "compiler/tiling/plan_limits.h"
#include "compiler/tiling/tiling_candidates.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/plan_json.h"
#include "sim/experiment/search_key.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

constexpr const char* kWhat = "search result";

json to_json(const OperationChoice& choice) { return {{"plan", plan_json(choice.plan)}, {"cycles", choice.cycles}}; }

/// A choice for that operation. Throws Error for what is none.
OperationChoice read_choice(const json& object, const compiler::MappedOperation& operation,
                            const isa::HardwareConfig& config) {
  JsonReader reader(object, kWhat);
  OperationChoice choice;
  choice.plan = read_plan(reader.member("plan"), kWhat);
  choice.cycles = reader.integer("cycles", 0, std::numeric_limits<std::int64_t>::max());
  reader.expect_no_more();
  const compiler::LoopNest& nest = operation.mapping.nest;
  // So that what is computed of it stays in range.
  if (const std::string problem = range_problem(given(choice.plan), nest); !problem.empty()) throw Error(problem);
  const compiler::TilingCandidates candidates(nest, compiler::ScratchpadPartition::whole(config));
  if (!candidates.fits(choice.plan)) throw Error("its tiles do not fit");
  return choice;
}

}  // namespace

OperationChoice search_operation(const Laboratory& laboratory, const compiler::MappedOperation& operation,
                                 const isa::HardwareConfig& config, compiler::SearchEffort effort,
                                 const std::function<void(int)>& simulated) {
  const std::string key = search_key(operation, config, effort);
  const auto read = [&](const json& object) { return read_choice(object, operation, config); };
  if (auto found = laboratory.store.find_by(key, read)) return *found;
  const compiler::SearchResult result = search_tiling(operation.layer, operation.mapping, operation.passes, config,
                                                      effort, make_evaluator(laboratory.machine, config, simulated));
  const OperationChoice choice{result.plan, result.cycles};
  laboratory.store.keep(key, to_json(choice));
  return choice;
}

}  // namespace vtasim::experiment
