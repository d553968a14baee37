#pragma once

#include "sim/check/measurement.h"
#include "sim/check/suite.h"
#include "sim/experiment/search_store.h"

namespace vtasim::check {

/// Runs a row: compiles its layer, or takes its case, runs the program with values and checks them. Throws Error when
/// there is no program, or none that can run.
Measurement run_entry(const SuiteRow& row, const experiment::Laboratory& laboratory);

}  // namespace vtasim::check
