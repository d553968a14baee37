#pragma once

#include <cstdint>
#include <vector>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/uop_table.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

// Separate requantization. Sums have 32 bits, but a STORE moves only their low 8 bits (the out scratchpad), so they
// leave the chip digit by digit: the low 8 bits are stored as a signed digit, and the rest, (sum + 128) >> 8, takes the
// sum's place in acc for the next one. The second pass reads the digits back as inp vectors, which an identity tile in
// wgt adds to acc unchanged, and shifts acc left by 8 bits between them: afterwards it holds the sums again.

/// Bytes in DRAM of the digits of all out vectors: [digit][out vector].
std::int64_t digit_bytes(const LoopNest& nest, const isa::HardwareConfig& config, int digits);

/// Appends the second pass: for chunks of out vectors, LOADs of their digits, GEMM and SHR by -8 that join them, the
/// passes of `requantization` and a STORE.
void append_separate_requantization(const LoopNest& nest, const isa::HardwareConfig& config, int digits,
                                    const std::vector<AluPass>& requantization, const DramBases& bases,
                                    UopTable& program);

}  // namespace vtasim::compiler
