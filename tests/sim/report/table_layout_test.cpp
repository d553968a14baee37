#include "sim/report/table_layout.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "isa/base/text_width.h"

namespace vtasim::report {
namespace {

using Numbers = std::vector<std::size_t>;

std::vector<TableColumn> sample_columns() {
  return {TableColumn::name("name", 20), TableColumn::figure("cycles", 0, 10), TableColumn::figure("ratio", 1),
          TableColumn::figure("bytes", 2, 12), TableColumn::figure("share", 3)};
}

}  // namespace

TEST_CASE("a heading of several lines has a name of one", "[report]") {
  CHECK(TableColumn::name("mapping").plain_heading() == "mapping");
  CHECK(TableColumn::figure("utili-\nzation", 0).plain_heading() == "utilization");
  CHECK(TableColumn::figure("cycles /\nbound", 0).plain_heading() == "cycles / bound");
  CHECK(TableColumn::figure("together,\nms", 0).plain_heading() == "together in ms");
}

TEST_CASE("what fits is shown whole", "[report]") {
  const TableLayout layout = fit(sample_columns(), 60);
  CHECK(layout.shown == Numbers{0, 1, 2, 3, 4});
  CHECK(layout.width == Numbers{20, 10, 5, 12, 5});
  CHECK(layout.total() == 60);
  CHECK(fit(sample_columns(), kUnlimitedWidth).total() == 60);
}

TEST_CASE("columns are left out by rank, then names are wrapped, then the last rank goes", "[report]") {
  CHECK(fit(sample_columns(), 59).left_out == Numbers{4});
  CHECK(fit(sample_columns(), 52).left_out == Numbers{3, 4});
  const TableLayout wrapped = fit(sample_columns(), 34);
  CHECK(wrapped.shown == Numbers{0, 1, 2});
  CHECK(wrapped.width[0] == 15);
  const TableLayout narrow = fit(sample_columns(), 30);
  CHECK(narrow.shown == Numbers{0, 1});
  CHECK(narrow.width[0] == 18);
  const TableLayout very_narrow = fit(sample_columns(), 20);
  CHECK(very_narrow.shown == Numbers{0, 1});
  CHECK(very_narrow.width[0] == 8);
  CHECK(very_narrow.width[1] == 10);
}

TEST_CASE("one long name does not cost all figures", "[report]") {
  std::vector<TableColumn> columns = sample_columns();
  columns[0].least = 300;
  const TableLayout layout = fit(columns, 80);
  CHECK(layout.left_out.empty());
  CHECK(layout.width[0] == 40);
  columns[0].wrap_to = 24;
  CHECK(fit(columns, 64).left_out.empty());
  CHECK(fit(columns, 63).left_out == Numbers{4});
}

TEST_CASE("room that is left goes to names that then need not be wrapped, then to the longest", "[report]") {
  const std::vector<TableColumn> columns = {TableColumn::name("a", 19), TableColumn::name("b", 27),
                                            TableColumn::figure("cycles", 0, 10)};
  CHECK(fit(columns, 50).width == Numbers{19, 17, 10});
  CHECK(fit(columns, 42).width == Numbers{13, 15, 10});
}

TEST_CASE("a table is never wider than the terminal, down to its figures and a character a name", "[report]") {
  rc::prop("any columns, any width", [] {
    std::vector<TableColumn> columns;
    const auto count = *rc::gen::inRange<std::size_t>(1, 12);
    std::size_t least = 0;
    for (std::size_t c = 0; c < count; ++c) {
      const auto width = *rc::gen::inRange<std::size_t>(1, 40);
      const int rank = *rc::gen::inRange(0, 6);
      const bool name = *rc::gen::arbitrary<bool>();
      columns.push_back(name ? TableColumn::name("n", width, rank) : TableColumn::figure("f", rank, width));
      if (rank == 0) least += 1 + (name ? 1 : width);
    }
    const auto limit = *rc::gen::inRange<std::size_t>(std::max<std::size_t>(least, 2), 200);
    const TableLayout layout = fit(columns, limit);
    RC_ASSERT(layout.total() <= limit);
    RC_ASSERT(layout.shown.size() + layout.left_out.size() == count);
    int lowest_left_out = 6;
    for (const std::size_t c : layout.left_out) lowest_left_out = std::min(lowest_left_out, columns[c].rank);
    for (const std::size_t c : layout.shown) {
      RC_ASSERT(columns[c].rank <= lowest_left_out);
      RC_ASSERT(layout.width[c] >= 1);
      RC_ASSERT(columns[c].wraps || layout.width[c] >= columns[c].least);
    }
  });
}

}  // namespace vtasim::report
