#pragma once

#include <string>

#include "isa/case_file.h"

namespace vtasim::generate {

/// What is wrong with a generated case as one for hardware to be compared on; empty when nothing is. Goes through every
/// operation of every instruction one by one, and knows nothing of how the case was made.
///  - reads of scratchpad entries that were not written before, indices that wrap, and operations that follow each
///  other
///    too closely for the ALU;
///  - LOADs of so many beats that their unit may lose some;
///  - outputs that are not just the bytes that STOREs write, or other ones than the program leaves, run one instruction
///    at a time from scratchpads full of noise.
std::string fault_of(const isa::Case& generated);

}  // namespace vtasim::generate
