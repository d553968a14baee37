#include "isa/program_notes.h"

#include <catch2/catch.hpp>

#include "tests/support/program_builder.h"

namespace vtasim::isa {
namespace {

TEST_CASE("An instruction is named by what it does and where in the loops it is") {
  ProgramNotes notes;
  notes.stages = {"layer"};
  notes.units = {{0, 0, 3, {}}, {0, 2, 3, {{"group", 3, 1, 4}, {"row", 9, 9, 112}}}};
  notes.instructions = {{0, Purpose::activation}, {1, Purpose::filter}, {ProgramNotes::kNoUnit, Purpose::tokens}};
  const std::vector<Instruction> program = {load(Buffer::inp, 7, 12), load(Buffer::wgt, 1, 9), Finish{}};
  CHECK(placed_name(program, 0, notes) == "LOAD inp 7 x 12");
  CHECK(placed_name(program, 1, notes) == "LOAD wgt 1 x 9, group 3, rows 9-17");
  CHECK(placed_name(program, 2, notes) == "FINISH");
  CHECK(notes.unit_of(1)->tile == 2);
  CHECK(notes.unit_of(2) == nullptr);
  CHECK(notes.unit_of(3) == nullptr);
  CHECK(placed_name(program, 1, {}) == "LOAD wgt 1 x 9");
  notes.stages.emplace_back("second pass");
  notes.units[1].stage = 1;
  CHECK(place_of(notes, 0) == "layer");
  CHECK(place_of(notes, 1) == "second pass, group 3, rows 9-17");
}

TEST_CASE("Purposes have names") {
  CHECK(to_string(Purpose::bias) == "bias");
  CHECK(to_string(Purpose::micro_ops) == "micro-ops");
  CHECK(to_string(Purpose::tokens) == "tokens");
}

}  // namespace
}  // namespace vtasim::isa
