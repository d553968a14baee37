#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "sim/machine/machine.h"

namespace vtasim::generate {

/// Bytes that DRAM is handed out in: pages, or the largest bursts where those are larger, so that no burst is split by
/// where data happens to lie.
std::uint64_t allocation_unit(const isa::HardwareConfig& config);

/// Instructions with their tokens, FINISH the last of them, as a case: instructions lie in DRAM behind `data_bytes`, a
/// multiple of allocation_unit(), and `offset` bytes, a multiple of 16. `outputs` are the bytes that STOREs write, as a
/// run on the machine leaves them. Throws Error for a program that does not finish there.
isa::Case complete_case(const std::string& name, const isa::HardwareConfig& config,
                        const std::vector<isa::Instruction>& instructions, std::vector<isa::Region> regions,
                        std::uint64_t data_bytes, machine::Machine& machine, std::uint64_t offset = 0);

}  // namespace vtasim::generate
