#include "sim/report/table.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>

namespace vtasim::report {
namespace {

/// The widest line.
std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) width = std::max(width, display_width(line));
  return width;
}

Table sample_table() {
  Table table;
  table.add_column(TableColumn::name("mapping"));
  table.add_column(TableColumn::figure("cycles", 0));
  table.add_column(TableColumn::figure("utili-\nzation", 3));
  table.add_column(TableColumn::figure("DRAM bytes\nread", 2));
  table.add_row({"diagonal", "330,729", "4.3%", "486,016"});
  table.add_row({"in 2x4x2 step 2x2 out 4x2x2", "7", "5.0%", "1"});
  return table;
}

}  // namespace

TEST_CASE("columns are as wide as their widest cell, headings stand on top of each other", "[report]") {
  Table table;
  table.add_column("mapping", Table::Align::left);
  table.add_column("cycles", Table::Align::right);
  table.add_column("DRAM bytes\nread", Table::Align::right);
  table.add_row({"diagonal", "330,729", "486,016"});
  table.add_row({"alu", "7", "1"});
  CHECK(table.to_string() ==
        "mapping    cycles  DRAM bytes\n"
        "                         read\n"
        "-----------------------------\n"
        "diagonal  330,729     486,016\n"
        "alu             7           1\n");
}

TEST_CASE("a message runs on over the columns and does not widen them", "[report]") {
  Table table;
  table.add_column("mapping", Table::Align::left);
  table.add_column("cycles", Table::Align::right);
  table.add_message_row({"swapped"}, "no program: a message longer than all columns");
  CHECK(table.to_string() ==
        "mapping  cycles\n"
        "---------------\n"
        "swapped  no program: a message longer than all columns\n");
}

TEST_CASE("a row may have fewer cells than there are columns, and lines have no trailing blanks", "[report]") {
  Table table;
  table.add_column("a", Table::Align::left);
  table.add_column("b", Table::Align::left);
  table.add_row({"x"});
  table.add_row({"y", "long cell"});
  CHECK(table.to_string() ==
        "a  b\n"
        "------------\n"
        "x\n"
        "y  long cell\n");
}

TEST_CASE("columns that the terminal has no room for are left out, and named", "[report]") {
  CHECK(sample_table().to_string(56) == sample_table().to_string());
  CHECK(sample_table().to_string(55) ==
        "mapping                       cycles  DRAM bytes\n"
        "                                            read\n"
        "------------------------------------------------\n"
        "diagonal                     330,729     486,016\n"
        "in 2x4x2 step 2x2 out 4x2x2        7           1\n"
        "1 column left out: utilization; --wide shows all\n");
}

TEST_CASE("names are wrapped within their column when no more can be left out", "[report]") {
  CHECK(sample_table().to_string(22) ==
        "mapping         cycles\n"
        "----------------------\n"
        "diagonal       330,729\n"
        "in 2x4x2 step        7\n"
        "2x2 out 4x2x2\n"
        "2 columns left out:\n"
        "  utilization, DRAM\n"
        "  bytes read; --wide\n"
        "  shows all\n");
}

TEST_CASE("no line is wider than the terminal", "[report]") {
  for (std::size_t width = 12; width <= 130; ++width) {
    Table table = sample_table();
    table.add_message_row({"swapped"}, "no program: a message longer than all columns");
    table.add_message_row({"wrong", "1,234,567", "1.0%", "12"}, "NO: output 1 of channel 2 is 3, expected 4");
    INFO(width);
    CHECK(width_of(table.to_string(width)) <= width);
  }
}

TEST_CASE("columns line up under names in any script", "[report]") {
  Table table;
  table.add_column(TableColumn::name("layer"));
  table.add_column(TableColumn::figure("n", 0));
  table.add_row({"größe", "1"});
  table.add_row({"\u5377\u7a4d\u5c64", "2"});
  CHECK(table.to_string() ==
        "layer   n\n"
        "---------\n"
        "größe   1\n"
        "\u5377\u7a4d\u5c64  2\n");
}

TEST_CASE("a message beside cells is a column of its own, or stands beneath", "[report]") {
  Table table;
  table.add_column(TableColumn::name("mapping"));
  table.add_column(TableColumn::figure("cycles", 0));
  table.add_message_row({"swapped"}, "no program: a message longer than all columns");
  CHECK(table.to_string(40) ==
        "mapping  cycles\n"
        "---------------\n"
        "swapped  no program: a message longer\n"
        "         than all columns\n");
  CHECK(table.to_string(36) ==
        "mapping  cycles\n"
        "---------------\n"
        "swapped\n"
        " no program: a message longer than\n"
        " all columns\n");
}

TEST_CASE("a table that grows has its heading once, with room for what is foreseen", "[report]") {
  GrowingTable table({TableColumn::name("mapping", 10), TableColumn::figure("cycles", 0, 9)}, 80);
  CHECK(table.row({"diagonal", "1"}) ==
        "mapping        cycles\n"
        "---------------------\n"
        "diagonal            1\n");
  CHECK(table.row({"swapped", "9,999,999"}) == "swapped     9,999,999\n");
  CHECK(table.rule() == "---------------------\n");
  CHECK(table.footer().empty());
}

TEST_CASE("rows of a table that grows line up under their heading, whatever comes", "[report]") {
  GrowingTable table({TableColumn::name("mapping", 8), TableColumn::figure("cycles", 0)}, 80);
  table.row({"diagonal", "1"});
  CHECK(table.row({"a name that nobody foresaw", "2"}) ==
        "a name         2\n"
        "that\n"
        "nobody\n"
        "foresaw\n");
  CHECK(table.row({"diagonal", "10,000,000"}) ==
        "\n"
        "mapping       cycles\n"
        "--------------------\n"
        "diagonal  10,000,000\n");
  CHECK(table.row({"diagonal", "1"}) == "diagonal           1\n");
  GrowingTable unlimited({TableColumn::name("mapping", 8), TableColumn::figure("cycles", 0)}, kUnlimitedWidth);
  unlimited.row({"diagonal", "1"});
  CHECK(unlimited.row({"a name that nobody foresaw", "2"}) == "a name that nobody foresaw       2\n");
}

}  // namespace vtasim::report
