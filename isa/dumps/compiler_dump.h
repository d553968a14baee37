#pragma once

#include <filesystem>
#include <vector>

#include "isa/dumps/dumped_program.h"

namespace vtasim::isa {

/// Reads what the compiler of standalone-vta (https://github.com/onera/standalone-vta) leaves in a directory: for each
/// memory_addressesSUFFIX.csv a program, in the order of their names, each called after the directory with SUFFIX
/// behind it. Beside the table lie, little-endian and as they are in DRAM,
///
///     instructionsSUFFIX.bin     INSN, 16 bytes each
///     uopSUFFIX.bin              UOP
///     inputSUFFIX.bin            INP
///     weightSUFFIX.bin           WGT
///     accumulatorSUFFIX.bin      ACC
///     add_accumulatorSUFFIX.bin  ACC_BIS
///     out_initSUFFIX.bin         OUT before the run; may be missing
///     expected_outSUFFIX.bin     OUT after the run; may be missing
///
/// of which those with bytes must have a line in the table. An object lies where the accelerator addresses it, at its
/// logical address in elements of `hardware`. Throws Error naming file and line: for a file that is missing, empty
/// where it cannot be, or no multiple of its elements, for a line that is missing, and for logical addresses that begin
/// elsewhere than those of other objects.
std::vector<DumpedProgram> read_compiler_dump(const std::filesystem::path& directory, const HardwareConfig& hardware);

}  // namespace vtasim::isa
