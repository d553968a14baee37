#include "sim/experiment/plan_json.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/error.h"
#include "sim/experiment/pair_plan_json.h"
#include "tests/support/random_layers.h"
#include "tests/support/random_nests.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

std::string error_of(const json& object) {
  try {
    read_partial_plan(object, "f.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("plans are read as they were written, whole and in part", "[property]") {
  rc::prop("random plans", [] {
    const compiler::TilingPlan plan = compiler::random_plan(compiler::random_nest());
    RC_ASSERT(read_plan(plan_json(plan), "f.json").choices() == plan.choices());
    compiler::PartialPlan part = compiler::given(plan);
    for (const compiler::PlanNumber& number : compiler::kPlanNumbers) {
      if (compiler::random_number(0, 1) == 1) (part.*number.given).reset();
    }
    if (compiler::random_number(0, 1) == 1) part.order.reset();
    const json written = plan_json(part);
    RC_ASSERT(plan_json(read_partial_plan(written, "f.json")) == written);
    RC_ASSERT(read_partial_plan(written, "f.json").applied_to({}).choices() == part.applied_to({}).choices());

    compiler::PairPlan pair;
    pair.first = plan;
    pair.second = compiler::random_plan(compiler::random_nest());
    pair.transposition.rows = compiler::random_number(1, 9);
    pair.transposition.cols = compiler::random_number(1, 9);
    pair.transposition.buffers = compiler::random_number(1, 3);
    pair.lead = compiler::random_number(0, 9);
    RC_ASSERT(read_pair_plan(pair_plan_json(pair, true), "f.json").choices() == pair.choices());
    const json untransposed = pair_plan_json(pair, false);
    RC_ASSERT(!untransposed.contains("transposition"));
    RC_ASSERT(pair_plan_json(read_partial_pair_plan(untransposed, "f.json")) == untransposed);
  });
}

TEST_CASE("nothing given is an empty object") {
  CHECK(plan_json(compiler::PartialPlan()) == json::object());
  CHECK(read_partial_plan(json::object(), "f.json").empty());
  CHECK(pair_plan_json(compiler::PartialPairPlan()) == json::object());
  CHECK(read_partial_pair_plan(json::object(), "f.json").empty());
}

TEST_CASE("each key gives one choice, and no other") {
  const json whole = plan_json(compiler::TilingPlan());
  CHECK(whole.size() == compiler::kPlanNumbers.size() + 2);
  for (const auto& [key, value] : whole.items()) {
    json one;
    one[key] = value;
    INFO(key);
    CHECK(plan_json(read_partial_plan(one, "f.json")) == one);
    json rest = whole;
    rest.erase(key);
    CHECK_THROWS_AS(read_plan(rest, "f.json"), Error);
    CHECK_NOTHROW(read_partial_plan(rest, "f.json"));
  }
}

TEST_CASE("what no plan has is named with what is legal") {
  CHECK(error_of({{"rows", 0}}) == "f.json: rows is 0; legal are 1 to 16777216");
  CHECK(error_of({{"tail_halvings", 25}}) == "f.json: tail_halvings is 25; legal are 0 to 24");
  CHECK(error_of({{"rows", "7"}}).find("rows is \"7\"") != std::string::npos);
  CHECK(error_of({{"rowz", 7}}).find("unknown key \"rowz\"") != std::string::npos);
  const std::string legal =
      "; legal are \"images\", \"groups\", \"filters\", \"rows\" and \"cols\" in any order, each once, the outermost "
      "loop "
      "first";
  CHECK(error_of({{"loop_order", {"rows", "cols"}}}) == "f.json: loop_order is [\"rows\",\"cols\"]" + legal);
  for (const json& order :
       {json{"images", "groups", "filters", "rows", "rows"}, json{"images", "groups", "filters", "rows", "taps"},
        json{"images", "groups", "filters", "rows", "cols", "cols"}, json{1, 2, 3, 4, 5}}) {
    CHECK(error_of({{"loop_order", order}}).find(legal) != std::string::npos);
  }
}

}  // namespace vtasim::experiment
