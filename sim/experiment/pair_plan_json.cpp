#include "sim/experiment/pair_plan_json.h"

#include <nlohmann/json.hpp>
#include <tuple>

#include "isa/base/json_reader.h"
#include "sim/experiment/plan_json.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostLead = 1 << 24;

// One that is missing here would come back with its default: both plans, the transposition's three numbers and the
// lead.
static_assert(std::tuple_size_v<decltype(compiler::PairPlan().choices())> ==
              2 * std::tuple_size_v<decltype(compiler::TilingPlan().choices())> + 4);

struct TransposedNumber {
  const char* name;
  std::optional<int> compiler::PartialPairPlan::*given;
};
constexpr TransposedNumber kTransposed[] = {{"rows", &compiler::PartialPairPlan::transposed_rows},
                                            {"cols", &compiler::PartialPairPlan::transposed_cols},
                                            {"buffers", &compiler::PartialPairPlan::transposed_buffers}};

}  // namespace

json pair_plan_json(const compiler::PartialPairPlan& given) {
  json object = json::object();
  if (!given.first.empty()) object["depthwise"] = plan_json(given.first);
  if (!given.second.empty()) object["pointwise"] = plan_json(given.second);
  for (const TransposedNumber& number : kTransposed) {
    if (const auto& value = given.*number.given) object["transposition"][number.name] = *value;
  }
  if (given.lead) object["lead"] = *given.lead;
  return object;
}

json pair_plan_json(const compiler::PairPlan& plan, bool transposed) {
  json object = pair_plan_json(compiler::given(plan));
  if (!transposed) object.erase("transposition");
  return object;
}

compiler::PartialPairPlan read_partial_pair_plan(const json& object, const std::string& what) {
  JsonReader reader(object, what);
  compiler::PartialPairPlan given;
  if (reader.has("depthwise")) given.first = read_partial_plan(reader.member("depthwise"), what + ": depthwise");
  if (reader.has("pointwise")) given.second = read_partial_plan(reader.member("pointwise"), what + ": pointwise");
  if (reader.has("transposition")) {
    JsonReader transposition(reader.member("transposition"), what + ": transposition");
    for (const TransposedNumber& number : kTransposed) {
      if (!transposition.has(number.name)) continue;
      given.*number.given = static_cast<int>(transposition.integer(number.name, 1, compiler::kMostExtent));
    }
    transposition.expect_no_more();
  }
  if (reader.has("lead")) given.lead = static_cast<int>(reader.integer("lead", 0, kMostLead));
  reader.expect_no_more();
  return given;
}

compiler::PairPlan read_pair_plan(const json& object, const std::string& what) {
  JsonReader reader(object, what);
  read_plan(reader.member("depthwise"), what + ": depthwise");
  read_plan(reader.member("pointwise"), what + ": pointwise");
  reader.integer("lead", 0, kMostLead);
  JsonReader transposition(reader.member("transposition"), what + ": transposition");
  for (const TransposedNumber& number : kTransposed) transposition.member(number.name);
  return read_partial_pair_plan(object, what).applied_to({});
}

}  // namespace vtasim::experiment
