#pragma once

#include "sim/generate/micro_suite.h"

namespace vtasim::generate {

// The cases of the suite micro, by what they are about. Sizes are chosen around what the hardware is built of: beats,
// bursts, chunks of instructions. A case that a configuration's scratchpads are too small for is left out.

/// How many instructions there are to fetch, around the chunks that the fetch unit asks for, and where they lie.
void add_fetch_cases(MicroSuite& suite);

/// One LOAD to each of inp, wgt, acc and uop: lengths and places in one row, rows and strides, padding on each side;
/// and several LOADs behind each other.
void add_load_cases(MicroSuite& suite);

/// One STORE: lengths and places in one row, rows and strides; and several behind each other.
void add_store_cases(MicroSuite& suite);

/// GEMM: micro-ops, loops, reset, sums that follow each other in an entry, the last entries.
void add_gemm_cases(MicroSuite& suite);

/// ALU: every operation with immediates and registers, micro-ops, loops; and sequences of GEMMs and ALUs.
void add_alu_cases(MicroSuite& suite);

/// Chains of tokens through all modules, with work and without, and many tokens that wait.
void add_token_cases(MicroSuite& suite);

}  // namespace vtasim::generate
