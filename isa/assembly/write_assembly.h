#pragma once

#include "isa/case_file.h"
#include "isa/disasm.h"

namespace vtasim::isa {

/// Passes on what stands between the heading of a program's source and its instructions: where these lie, what is in
/// DRAM, and what is expected there after the run. With the listing of disassemble() behind it, assemble() makes the
/// same case of it.
void write_data(const Case& written, const Listener& listener);

}  // namespace vtasim::isa
