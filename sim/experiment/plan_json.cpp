#include "sim/experiment/plan_json.h"

#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>

#include "isa/base/json_reader.h"

namespace vtasim::experiment {
namespace {

struct Choice {
  const char* key;
  int compiler::TilingPlan::*member;
  int least;
};
constexpr Choice kChoices[] = {{"taps_per_step", &compiler::TilingPlan::taps_per_step, 1},
                               {"activation_buffers", &compiler::TilingPlan::activation_buffers, 1},
                               {"filter_buffers", &compiler::TilingPlan::filter_buffers, 1},
                               {"acc_buffers", &compiler::TilingPlan::acc_buffers, 1},
                               {"head_halvings", &compiler::TilingPlan::head, 0},
                               {"tail_halvings", &compiler::TilingPlan::tail, 0},
                               {"store_parts", &compiler::TilingPlan::store_parts, 1},
                               {"last_store_parts", &compiler::TilingPlan::last_store_parts, 1},
                               {"filters_per_load", &compiler::TilingPlan::filters_per_load, 1}};

struct Extent {
  const char* key;
  int compiler::TileShape::*member;
};
constexpr Extent kExtents[] = {{"groups", &compiler::TileShape::groups},
                               {"filters_per_group", &compiler::TileShape::filters_per_group},
                               {"rows", &compiler::TileShape::rows},
                               {"cols", &compiler::TileShape::cols}};

// One that is missing here would come back with its default. Besides these there are filters_inner and skip_padding.
static_assert(std::tuple_size_v<decltype(compiler::TilingPlan().choices())> ==
              std::size(kChoices) + std::size(kExtents) + 2);

}  // namespace

nlohmann::json plan_json(const compiler::TilingPlan& plan) {
  nlohmann::json object = {{"filters_inner", plan.shape.filters_inner}, {"skip_padding", plan.skip_padding}};
  for (const Choice& choice : kChoices) object[choice.key] = plan.*choice.member;
  for (const Extent& extent : kExtents) object[extent.key] = plan.shape.*extent.member;
  return object;
}

compiler::TilingPlan read_plan(const nlohmann::json& object, const std::string& what) {
  JsonReader reader(object, what);
  const auto integer = [&](const char* key, int least) {
    return static_cast<int>(reader.integer(key, least, kLargestChoice));
  };
  compiler::TilingPlan plan;
  plan.shape.filters_inner = reader.boolean("filters_inner");
  plan.skip_padding = reader.boolean("skip_padding");
  for (const Choice& choice : kChoices) plan.*choice.member = integer(choice.key, choice.least);
  for (const Extent& extent : kExtents) plan.shape.*extent.member = integer(extent.key, 1);
  reader.expect_no_more();
  return plan;
}

}  // namespace vtasim::experiment
