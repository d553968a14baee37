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

/// Goes so many places on.
Change<Place> step_by(int places) {
  return [places](Place& place) {
    place.at += places;
    return true;
  };
}

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
                            {step_by(-1), step_by(1)}};
};

}  // namespace

TEST_CASE("a local search changes the best plan, evaluates each once, and ends where no change is better") {
  Line line;
  CHECK(line.search.attempt({0, false}));
  CHECK(line.search.attempt({4, false}));
  CHECK_FALSE(line.search.attempt({1, false}));
  CHECK_FALSE(line.search.attempt({4, false}));
  CHECK_FALSE(line.search.attempt({-1, false}));
  line.search.improve({0, 100});
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

TEST_CASE("a local search makes a change as long as it is better, and all of them as many times as it may") {
  std::vector<int> evaluated;
  const auto step = [](int from, int to) {
    return [from, to](Place& place) { return place.at >= from && ++place.at <= to; };
  };
  LocalSearch<Place> search([](Place&) { return true; },
                            [&](const Place& place) {
                              evaluated.push_back(place.at);
                              return Evaluation{1000 + 100 * std::abs(place.at - 7), 0, 0};
                            },
                            {step(3, 100), step(0, 3)});
  search.attempt({0, false});
  search.improve({0, 1});
  CHECK(evaluated == std::vector<int>{0, 1, 2, 3});
  search.improve({0, 1});
  CHECK(evaluated == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(search.best().plan.at == 7);
}

TEST_CASE("a local search can go on with the best of all changes") {
  // Up is better, and down better still.
  const auto cycles = [](const Place& place) { return place.at > 10 ? 340 - place.at : 150 + 20 * place.at; };
  const auto found = [&](const Climb& climb) {
    std::vector<int> evaluated;
    LocalSearch<Place> search([](Place& place) { return place.at >= 7 && place.at <= 13; },
                              [&](const Place& place) {
                                evaluated.push_back(place.at);
                                return Evaluation{cycles(place), 0, 0};
                              },
                              {step_by(1), step_by(-2)});
    search.attempt({10, false});
    search.improve(climb);
    return evaluated;
  };
  CHECK(found({0, 1}) == std::vector<int>{10, 11, 12, 13});
  CHECK(found({1, 0}) == std::vector<int>{10, 11, 8});
  CHECK(found({1, 1}) == std::vector<int>{10, 11, 8, 9});
}

TEST_CASE("a local search goes on from as many plans as it may, the best first") {
  // The best place to start from lies in a valley of its own.
  const std::vector<std::int64_t> cycles = {400, 390, 350, 320, 310, 100, 330, 340, 300, 290, 305};
  const auto found = [&](std::size_t starts) {
    LocalSearch<Place> search([](Place& place) { return place.at >= 0 && place.at <= 10; },
                              [&](const Place& place) {
                                return Evaluation{cycles[static_cast<std::size_t>(place.at)], 0, 0};
                              },
                              {step_by(-1), step_by(1)});
    search.attempt({2, false});
    search.attempt({10, false});
    search.improve({0, 100, starts});
    return search.best().plan.at;
  };
  CHECK(found(1) == 9);
  CHECK(found(2) == 5);
  CHECK(found(3) == 5);
}

TEST_CASE("a local search is finished within 1% of the bound, amid its changes") {
  Line line;
  line.least = 1010;
  line.bound = 1000;
  line.search.attempt({8, false});
  CHECK_FALSE(line.search.finished());
  line.search.improve({0, 100});
  CHECK(line.search.finished());
  CHECK(line.evaluated == std::vector<int>{8, 7});  // Not 9.

  Line slower;
  slower.least = 1011;
  slower.bound = 1000;
  slower.search.attempt({8, false});
  slower.search.improve({0, 100});
  CHECK_FALSE(slower.search.finished());
  CHECK(slower.evaluated == std::vector<int>{8, 7, 6});
}

}  // namespace vtasim::compiler
