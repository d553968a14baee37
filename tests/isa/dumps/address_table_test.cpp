#include "isa/dumps/address_table.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/support/temporary_directory.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

std::vector<PlacedObject> read(const std::string& text) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "t.csv") << text;
  return read_address_table(directory / "t.csv");
}

}  // namespace

TEST_CASE("a table of addresses is read, with any line ends and without the last one") {
  const std::vector<PlacedObject> table = read("INP,0x1000,0x100\r\n\n ACC_BIS , 0xffffffff, 7\nINSN,0x2000,0x200");
  REQUIRE(table.size() == 3);
  CHECK(table[0].object == DumpedObject::inp);
  CHECK(table[0].physical == 0x1000);
  CHECK(table[0].logical == 0x100);
  CHECK(table[1].object == DumpedObject::acc_bis);
  CHECK(table[1].physical == 0xffffffff);
  CHECK(table[1].logical == 7);
  CHECK(table[2].object == DumpedObject::insn);
  CHECK_THAT(table[2].where, EndsWith("t.csv:4"));
}

TEST_CASE("what is no table of addresses is refused with its line") {
  CHECK_THROWS_WITH(read(""), Contains("t.csv: has no addresses"));
  CHECK_THROWS_WITH(read("\n\n"), Contains("t.csv: has no addresses"));
  CHECK_THROWS_WITH(read("INP,0x1000,0x100\ninp,0x1000,0x100"),
                    Contains("t.csv:2: object is \"inp\"") && Contains("INP, WGT, ACC, ACC_BIS, OUT, UOP, INSN"));
  CHECK_THROWS_WITH(read(",0x1000,0x100"), Contains("t.csv:1: object is \"\""));
  CHECK_THROWS_WITH(read("INP"), Contains("t.csv:1: expected a comma and the physical address; the line ends"));
  CHECK_THROWS_WITH(read("INP,0x1000"), Contains("t.csv:1: expected a comma and the logical address; the line ends"));
  CHECK_THROWS_WITH(read("INP,0x1000,"), Contains("INP's logical address, a number"));
  CHECK_THROWS_WITH(read("INP,0x1g00,0x100"), Contains("INP's physical address is 0x1g00"));
  CHECK_THROWS_WITH(read("INP,0x100000000,0"), Contains("physical address is 0x100000000; it must be 0 to 4294967295"));
  CHECK_THROWS_WITH(read("INP,-1,0"), Contains("physical address is -1; it must be 0 to"));
  CHECK_THROWS_WITH(read("INP,0x1000,0x100,0"), Contains("expected the line's end"));
  CHECK_THROWS_WITH(read("INP,0x1000,0x100\nINP,0x1000,0x100"), Contains("t.csv:2: INP stands there twice"));
  CHECK_THROWS_WITH(read_address_table("no/t.csv"), Contains("no/t.csv"));
}

}  // namespace vtasim::isa
