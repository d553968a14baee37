#include "isa/dumps/dumped_program.h"

#include <catch2/catch.hpp>
#include <string>

#include "isa/base/error.h"
#include "tests/support/sample_dump.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;

/// copied_vector() as one dump of DRAM from 0x1000 on.
DumpedProgram dumped_vector() {
  const Case copy = copied_vector();
  const DramImage image = copy.program.image();
  DumpedProgram dumped;
  dumped.name = "copy";
  dumped.hardware = *copy.hardware;
  dumped.insn_addr = copy.program.insn_addr;
  dumped.insn_count = copy.program.insn_count;
  dumped.before = {{"dram.bin", {0x1000, {image.begin() + 0x1000, image.begin() + 0x5070}}}};
  dumped.after = {{"out.bin", copy.outputs.front()}};
  return dumped;
}

}  // namespace

TEST_CASE("a dump of DRAM is a case, in whole pages where nothing else is said") {
  DumpedProgram dumped = dumped_vector();
  const Case expected = copied_vector();
  CHECK(case_of(dumped).program.image() == expected.program.image());
  CHECK(case_of(dumped).outputs.front().bytes == expected.outputs.front().bytes);
  dumped.dram_bytes = 0x5070;
  CHECK(case_of(dumped).program.dram_bytes == 0x5070);
  dumped.after.clear();
  CHECK_FALSE(case_of(dumped).has_outputs);
}

TEST_CASE("instructions may lie across dumps that touch") {
  DumpedProgram dumped = dumped_vector();
  const Region& whole = dumped.before.front().region;
  DumpedRegion second{"b.bin", {0x5010, {whole.bytes.begin() + 0x4010, whole.bytes.end()}}};
  dumped.before.front().region.bytes.resize(0x4010);
  dumped.before.insert(dumped.before.begin(), second);
  CHECK(case_of(dumped).program.image() == copied_vector().program.image());
  dumped.before.front().region.address += 1;
  CHECK_THROWS_WITH(case_of(dumped), Contains("program \"copy\": 7 instructions from 0x5000 to 0x5070 are not in the "
                                              "dump: byte 0x5010 is not"));
}

TEST_CASE("dumps that share bytes are refused, those that touch are not") {
  DumpedProgram dumped = dumped_vector();
  dumped.before.push_back({"more.bin", {0x0fff, {1}}});
  CHECK(case_of(dumped).program.image()[0x0fff] == 1);
  dumped.before.back().region.bytes.push_back(2);
  CHECK_THROWS_WITH(case_of(dumped), Contains("more.bin (0xfff to 0x1001) and dram.bin (0x1000 to 0x5070) overlap"));
  dumped.before.pop_back();
  dumped.after.push_back({"again.bin", {0x300f, {0}}});
  CHECK_THROWS_WITH(case_of(dumped), Contains("out.bin (0x3000 to 0x3010) and again.bin (0x300f to 0x3010) overlap"));
}

TEST_CASE("what does not lie in DRAM is refused") {
  DumpedProgram dumped = dumped_vector();
  dumped.insn_count = 8;
  CHECK_THROWS_WITH(case_of(dumped), Contains("8 instructions from 0x5000 to 0x5080 are not in the dump: byte 0x5070"));
  dumped = dumped_vector();
  dumped.dram_bytes = 0x506f;
  CHECK_THROWS_WITH(case_of(dumped), Contains("dram.bin (0x1000 to 0x5070): reaches past the end of DRAM, 0x506f"));
  dumped = dumped_vector();
  dumped.after.push_back({"last.bin", {0xffffffff, {1, 2}}});
  CHECK_THROWS_WITH(case_of(dumped), Contains("last.bin (0xffffffff to 0x100000001): reaches past the end of DRAM, "
                                              "0x100000000 (addresses have 32 bits)"));
  // Instructions that reach outside, as validate() says it.
  dumped = dumped_vector();
  dumped.before.front().region.bytes[0x4000 + 5] = 0x7f;  // Bits 14 and up of its DRAM address.
  CHECK_THROWS_AS(case_of(dumped), Error);
  CHECK_THROWS_WITH(case_of(dumped), Contains("program \"copy\": instruction 0: LOAD uop"));
}

}  // namespace vtasim::isa
