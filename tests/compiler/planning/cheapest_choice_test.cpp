#include "compiler/planning/cheapest_choice.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

Cost total(const std::vector<std::size_t>& values, const std::vector<CostTable>& tables,
           const std::vector<std::size_t>& choice) {
  Cost sum;
  for (const CostTable& table : tables) {
    std::size_t entry = 0;
    for (const std::size_t variable : table.variables) entry = entry * values[variable] + choice[variable];
    sum = sum + table.costs[entry];
  }
  return sum;
}

/// The least of all choices, one by one.
Cost least_of_all(const std::vector<std::size_t>& values, const std::vector<CostTable>& tables) {
  std::vector<std::size_t> choice(values.size());
  Cost least = Cost::impossible();
  for (;;) {
    least = std::min(least, total(values, tables, choice));
    std::size_t variable = 0;
    while (variable < values.size() && ++choice[variable] == values[variable]) choice[variable++] = 0;
    if (variable == values.size()) return least;
  }
}

CostTable random_table(const std::vector<std::size_t>& values) {
  CostTable table;
  for (std::size_t variable = 0; variable < values.size(); ++variable) {
    if (*rc::gen::weightedElement<bool>({{2, false}, {1, true}})) table.variables.push_back(variable);
  }
  if (table.variables.size() > 3) table.variables.resize(3);
  std::reverse(table.variables.begin(), table.variables.end());
  std::size_t entries = 1;
  for (const std::size_t variable : table.variables) entries *= values[variable];
  for (std::size_t i = 0; i < entries; ++i) {
    const int cost = *rc::gen::inRange(0, 12);
    table.costs.push_back(cost == 11 ? Cost::impossible() : Cost{cost, *rc::gen::inRange(0, 3)});
  }
  return table;
}

}  // namespace

TEST_CASE("the cheapest choice is the least of all choices") {
  rc::prop("random tables", [] {
    std::vector<std::size_t> values;
    const int variables = *rc::gen::inRange(1, 7);
    for (int i = 0; i < variables; ++i) values.push_back(static_cast<std::size_t>(*rc::gen::inRange(1, 4)));
    std::vector<CostTable> tables;
    const int count = *rc::gen::inRange(0, 9);
    for (int i = 0; i < count; ++i) tables.push_back(random_table(values));
    const Cost least = least_of_all(values, tables);
    const auto choice = cheapest_choice(values, tables);
    RC_ASSERT(choice.has_value() == !least.is_impossible());
    if (choice) RC_ASSERT(total(values, tables, *choice) == least);
  });
}

TEST_CASE("of values that cost the same the first is taken") {
  CHECK(cheapest_choice({4}, {{{0}, {{5, 0}, {4, 1}, {4, 2}, {4, 1}}}}) == std::vector<std::size_t>{1});
  CHECK(cheapest_choice({3, 2}, {}) == std::vector<std::size_t>{0, 0});
}

TEST_CASE("costs that are equal first are told apart by the second") {
  CHECK(cheapest_choice({2}, {{{0}, {{4, 2}, {4, 1}}}}) == std::vector<std::size_t>{1});
  CHECK(cheapest_choice({2}, {{{0}, {{4, 2}, {5, 0}}}}) == std::vector<std::size_t>{0});
}

TEST_CASE("too many variables that depend on each other are an error") {
  std::vector<std::size_t> values(30, 2);
  std::vector<CostTable> tables;
  for (std::size_t a = 0; a < values.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) tables.push_back({{a, b}, std::vector<Cost>(4)});
  }
  CHECK_THROWS_WITH(cheapest_choice(values, tables), Catch::Matchers::Contains("more than 16777216 combinations"));
}

}  // namespace vtasim::compiler
