#include "compiler/search/local_search.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

namespace vtasim::compiler {
namespace {

/// A place on a line.
struct Place {
  int at = 0;
  bool completed = false;  ///< Follows from the rest.
  int choices() const { return at; }
};

/// Searches a line for place 7, where programs take `least` cycles. There are no programs below 0.
struct Line {
  std::int64_t least = 1000;
  std::int64_t bound = 0;
  std::vector<int> evaluated;
  LocalSearch<Place> search{[](Place& place) {
                              place.completed = true;
                              return place.at >= 0;
                            },
                            [this](const Place& place) {
                              CHECK(place.completed);
                              evaluated.push_back(place.at);
                              return Evaluation{least + 100 * std::abs(place.at - 7), bound, 8 * place.at};
                            },
                            [](const Place& place) {
                              return std::vector<Place>{{place.at - 1, false}, {place.at + 1, false}};
                            }};
};

}  // namespace

TEST_CASE("a local search goes from the best plan to the best, evaluates each once, and ends where none is better") {
  Line line;
  CHECK(line.search.attempt({0, false}));
  CHECK(line.search.attempt({4, false}));
  CHECK_FALSE(line.search.attempt({1, false}));
  CHECK_FALSE(line.search.attempt({4, false}));
  CHECK_FALSE(line.search.attempt({-1, false}));
  line.search.improve(100);
  CHECK(line.evaluated == std::vector<int>{0, 4, 1, 3, 5, 6, 7, 8});
  CHECK(line.search.best().plan.at == 7);
  CHECK(line.search.best().evaluation.cycles == 1000);
  CHECK(line.search.evaluated().size() == line.evaluated.size());
  CHECK(line.search.evaluated()[1].plan.at == 4);
  CHECK(line.search.evaluated()[1].evaluation.read_bytes == 32);
  CHECK_FALSE(line.search.finished());
}

TEST_CASE("the first of equal plans is the best") {
  Line line;
  line.search.attempt({9, false});
  CHECK_FALSE(line.search.attempt({5, false}));
  CHECK(line.search.best().plan.at == 9);
}

TEST_CASE("a local search takes as many rounds as it may") {
  Line line;
  line.search.attempt({0, false});
  line.search.improve(2);
  CHECK(line.search.best().plan.at == 2);
  line.search.improve(1);
  CHECK(line.search.best().plan.at == 3);
}

TEST_CASE("a local search is finished within 1% of the bound, amid the neighbours of a plan") {
  Line line;
  line.least = 1010;
  line.bound = 1000;
  line.search.attempt({8, false});
  CHECK_FALSE(line.search.finished());
  line.search.improve(100);
  CHECK(line.search.finished());
  CHECK(line.evaluated == std::vector<int>{8, 7});  // Not 9.

  Line slower;
  slower.least = 1011;
  slower.bound = 1000;
  slower.search.attempt({8, false});
  slower.search.improve(100);
  CHECK_FALSE(slower.search.finished());
  CHECK(slower.evaluated == std::vector<int>{8, 7, 9, 6});
}

}  // namespace vtasim::compiler
