#include "sim/report/table.h"

#include <catch2/catch.hpp>

namespace vtasim {

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

}  // namespace vtasim
