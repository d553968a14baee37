#pragma once

#include <string>

#include "isa/case_file.h"
#include "sim/observe/cause.h"
#include "sim/observe/counters.h"

namespace vtasim::experiment {

/// What a program of a network did.
struct ProgramRun {
  isa::RunRecord record;
  machine::Counters counters;
  machine::CauseTotals causes;
  std::string problem;  ///< Why it did not finish, or what is wrong with what it left.
};

}  // namespace vtasim::experiment
