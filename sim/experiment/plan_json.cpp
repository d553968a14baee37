#include "sim/experiment/plan_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "isa/base/json_reader.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

constexpr const char* kLoopOrder = "loop_order";
constexpr const char* kSkipPadding = "skip_padding";

// One that is missing here would come back with its default.
static_assert(std::tuple_size_v<decltype(compiler::TilingPlan().choices())> == compiler::kPlanNumbers.size() + 2);

json to_json(const compiler::LoopOrder& order) {
  json names = json::array();
  for (const compiler::TileLoop loop : order) names.push_back(to_string(loop));
  return names;
}

compiler::LoopOrder read_loop_order(JsonReader& reader) {
  const json& names = reader.array(kLoopOrder);
  compiler::LoopOrder order{};
  std::size_t known = 0;
  for (const json& name : names) {
    const auto loop = name.is_string() ? compiler::tile_loop_of(name.get_ref<const std::string&>()) : std::nullopt;
    if (loop && known < order.size()) order[known] = *loop;
    known += loop ? 1 : order.size() + 1;
  }
  if (known != order.size() || !is_loop_order(order)) {
    reader.fail(kLoopOrder,
                fmt::format("is {}; legal are \"images\", \"groups\", \"filters\", \"rows\" and \"cols\" in "
                            "any order, each once, the outermost loop first",
                            shown(names)));
  }
  return order;
}

}  // namespace

json plan_json(const compiler::TilingPlan& plan) { return plan_json(compiler::given(plan)); }

json plan_json(const compiler::PartialPlan& given) {
  json object = json::object();
  for (const compiler::PlanNumber& number : compiler::kPlanNumbers) {
    if (const auto& value = given.*number.given) object[std::string(number.name)] = *value;
  }
  if (given.order) object[kLoopOrder] = to_json(*given.order);
  if (given.skip_padding) object[kSkipPadding] = *given.skip_padding;
  return object;
}

compiler::TilingPlan read_plan(const json& object, const std::string& what) {
  JsonReader reader(object, what);
  for (const compiler::PlanNumber& number : compiler::kPlanNumbers) reader.member(std::string(number.name).c_str());
  reader.array(kLoopOrder);
  reader.boolean(kSkipPadding);
  return read_partial_plan(object, what).applied_to({});
}

compiler::PartialPlan read_partial_plan(const json& object, const std::string& what) {
  JsonReader reader(object, what);
  compiler::PartialPlan given;
  for (const compiler::PlanNumber& number : compiler::kPlanNumbers) {
    const std::string name(number.name);
    if (reader.has(name.c_str())) {
      given.*number.given = static_cast<int>(reader.integer(name.c_str(), number.least, number.most));
    }
  }
  if (reader.has(kLoopOrder)) given.order = read_loop_order(reader);
  if (reader.has(kSkipPadding)) given.skip_padding = reader.boolean(kSkipPadding);
  reader.expect_no_more();
  return given;
}

}  // namespace vtasim::experiment
