#pragma once

#include "tests/support/program_builder.h"

namespace vtasim {

/// A program of four instructions: LOAD inp (load), LOAD acc (compute), STORE (store), FINISH (compute), in this order.
inline isa::Program sample_program() {
  isa::Program program = program_of({load(isa::Buffer::inp, 1, 2), load(isa::Buffer::acc, 1, 2), store(2)});
  program.name = "sample";
  return program;
}

/// A record that such a program could have.
inline isa::RunRecord sample_record() {
  isa::RunRecord record;
  record.finished = true;
  record.cycles = 100;
  record.read_bursts = 3;
  record.read_beats = 28;
  record.write_bursts = 1;
  record.write_beats = 4;
  record.timing = {{{{20, 22, 40}}, {{21, 23, 60}, {25, 100, 101}}, {{22, 24, 50}}}};
  return record;
}

}  // namespace vtasim
