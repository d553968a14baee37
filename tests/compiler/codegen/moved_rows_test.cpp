#include "compiler/codegen/moved_rows.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <utility>

#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

using Stored = std::multiset<std::pair<int, int>>;  ///< Vectors and where they go.

Stored expanded(const std::vector<MovedRows>& all) {
  Stored stored;
  for (const MovedRows& rows : all) {
    for (int row = 0; row < rows.rows.rows; ++row) {
      for (int col = 0; col < rows.rows.cols; ++col) {
        stored.insert({rows.vector + row * rows.rows.cols + col, rows.place + row * rows.rows.pitch + col});
      }
    }
  }
  return stored;
}

}  // namespace

TEST_CASE("runs that go on where others end, the same distance apart, share a LOAD or a STORE") {
  // Two rows of tiles with a tile of others around them, and a copy of the first.
  const std::vector<VectorRun> runs = {{0, 4, 20}, {0, 2, 60}, {4, 4, 30}, {8, 4, 40}, {12, 4, 80}};
  const std::vector<MovedRows> rows = moved_rows(runs, 0, 16);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].vector == 0);
  CHECK(rows[0].place == 20);
  CHECK(rows[0].rows.rows == 3);
  CHECK(rows[0].rows.cols == 4);
  CHECK(rows[0].rows.pitch == 10);
  CHECK(rows[1].place == 60);
  CHECK(rows[2].place == 80);
}

TEST_CASE("a tile's STOREs are the parts of runs that lie in it") {
  const std::vector<MovedRows> rows = moved_rows({{0, 10, 100}, {4, 2, 200}}, 5, 3);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].vector == 5);
  CHECK(rows[0].place == 105);
  CHECK(rows[0].rows.cols == 3);
  CHECK(rows[1].place == 201);
  CHECK(rows[1].rows.cols == 1);
  CHECK(moved_rows({{0, 10, 100}}, 10, 4).empty());
}

TEST_CASE("all vectors go where their runs have them, once for each run") {
  rc::prop("random runs and tiles", [] {
    std::vector<VectorRun> runs;
    int place = 0;
    for (int i = random_number(0, 20); i > 0; --i) {
      const VectorRun run{random_number(0, 30), random_number(1, 4), place + random_number(0, 3)};
      place = run.place + run.count;
      runs.push_back(run);
    }
    std::stable_sort(runs.begin(), runs.end(),
                     [](const VectorRun& a, const VectorRun& b) { return a.vector < b.vector; });
    const int first = random_number(0, 20);
    const int count = random_number(1, 20);
    Stored expected;
    for (const VectorRun& run : runs) {
      for (int i = 0; i < run.count; ++i) {
        const int vector = run.vector + i;
        if (vector >= first && vector < first + count) expected.insert({vector, run.place + i});
      }
    }
    RC_ASSERT(expanded(moved_rows(runs, first, count)) == expected);
  });
}

}  // namespace vtasim::compiler
