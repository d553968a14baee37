#pragma once

#include <string>

#include "compiler/program/compile.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {

/// Compiles `layer` on random data, cut up as `tiling` says where there is one, and runs it, one instruction at a time
/// and on the machine. Returns what is wrong: output bytes that differ from the expected ones, values that differ from
/// the reference, a run that did not finish; empty for nothing.
std::string check_compiled(const Layer& layer, const std::string& mapping, const isa::HardwareConfig& config,
                           const Tiling* tiling = nullptr);
std::string check_compiled(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                           const Tiling* tiling = nullptr);

/// Of a program that is compiled already, whose output must be `reference`.
std::string check_compiled(const Layer& layer, const Tensor8& reference, const CompiledLayer& compiled,
                           const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
