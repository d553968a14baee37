#include "compiler/codegen/note_taker.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "isa/token_only.h"
#include "tests/support/program_builder.h"

namespace vtasim::compiler {
namespace {

using isa::ProgramNotes;
using isa::Purpose;

NoteTaker sample() {
  NoteTaker taker({"first", "second"});
  taker.begin_unit({0, 0, 2, {{"row", 0, 4, 8}, {"col", 0, 8, 8}}});
  taker.begin(Purpose::activation);
  taker.append();
  taker.begin(Purpose::products);
  taker.append();
  taker.begin_stage(1);
  taker.begin_unit({0, 1, 2, {}});
  taker.append();
  return taker;
}

void check(const ProgramNotes& notes, std::size_t instruction, std::uint32_t unit, Purpose purpose) {
  INFO(instruction);
  CHECK(notes.instructions.at(instruction).unit == unit);
  CHECK(notes.instructions.at(instruction).purpose == purpose);
}

}  // namespace

TEST_CASE("notes go with instructions, what is inserted with the one behind") {
  const isa::Gemm gemm;
  const ProgramNotes notes =
      sample().notes_of({load(isa::Buffer::uop, 1, 3), load(isa::Buffer::inp, 1, 3), load(isa::Buffer::uop, 1, 3), gemm,
                         isa::token_only(isa::Module::store), gemm, isa::Finish{}});
  REQUIRE(notes.instructions.size() == 7);
  REQUIRE(notes.units.size() == 2);
  CHECK(notes.units[0].stage == 0);
  CHECK(notes.units[1].stage == 1);
  REQUIRE(notes.units[0].loops.size() == 1);  // Not what it has all of.
  CHECK(notes.units[0].loops[0].loop == "row");
  check(notes, 0, 0, Purpose::micro_ops);
  check(notes, 1, 0, Purpose::activation);
  check(notes, 2, 0, Purpose::micro_ops);
  check(notes, 3, 0, Purpose::products);
  check(notes, 4, 1, Purpose::tokens);
  check(notes, 5, 1, Purpose::products);
  check(notes, 6, ProgramNotes::kNoUnit, Purpose::tokens);
}

TEST_CASE("micro-ops that are loaded once are for the whole program") {
  const isa::Gemm gemm;
  const ProgramNotes notes =
      sample().notes_of({load(isa::Buffer::uop, 1, 3), load(isa::Buffer::inp, 1, 3), gemm, gemm, isa::Finish{}});
  check(notes, 0, ProgramNotes::kNoUnit, Purpose::micro_ops);
}

TEST_CASE("notes of another program are refused") {
  const isa::Gemm gemm;
  CHECK_THROWS_AS(sample().notes_of({gemm, gemm, isa::Finish{}}), std::logic_error);
  CHECK_THROWS_AS(sample().notes_of({gemm, gemm, gemm, gemm}), std::logic_error);
}

}  // namespace vtasim::compiler
