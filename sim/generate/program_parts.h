#pragma once

#include <cstdint>
#include <vector>

#include "sim/generate/legal_program.h"

namespace vtasim::generate {

/// A LOAD of `width` elements in one row, from DRAM element `from` to scratchpad entry `to`.
isa::Load row_load(isa::Buffer buffer, std::uint32_t from, std::uint32_t to, std::uint32_t width);

/// A STORE of `width` out vectors in one row.
isa::Store row_store(std::uint32_t from, std::uint32_t to, std::uint32_t width);

/// A GEMM, or ALU, of the micro-ops from `begin` on, once.
isa::Gemm gemm_of(std::uint32_t begin, std::uint32_t count);
isa::Alu alu_of(isa::AluOp op, std::uint32_t begin, std::uint32_t count);

/// The micro-op by which an ALU works on dst and src, acc entries below 2048.
isa::Uop alu_uop(std::uint32_t dst, std::uint32_t src, const isa::HardwareConfig& config);

/// Appends what a program cannot do without: a program that is not legal with it is a mistake of the generator, and
/// std::logic_error.
void append_all(LegalProgram& program, const std::vector<isa::Instruction>& instructions);

/// Appends a LOAD of random data to entries [begin, begin + count).
void load_random(LegalProgram& program, isa::Buffer buffer, std::uint32_t begin, std::uint32_t count);

/// Appends a LOAD of micro-ops to entries [begin, ...).
void load_uops(LegalProgram& program, std::uint32_t begin, const std::vector<isa::Uop>& uops);

/// Appends what brings acc entries [begin, begin + count) to out as they are, and stores them. Overwrites micro-op
/// `uop`. `begin` is below 2048, `count` at most that.
void store_acc(LegalProgram& program, std::uint32_t begin, std::uint32_t count, std::uint32_t uop);

/// Appends STOREs of all out entries that were written.
void store_written(LegalProgram& program);

}  // namespace vtasim::generate
