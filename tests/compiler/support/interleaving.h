#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "isa/semantics.h"

namespace vtasim::compiler {

/// What came out when the three modules ran at arbitrary speeds.
struct InterleavedRun {
  std::string problem;  ///< Empty when FINISH was reached and all else was done by then.
  isa::DramImage dram;
  int most_pending = 0;  ///< Largest number of tokens that one queue held.
};

/// A model of nothing but token queues: each module executes its instructions in order, an instruction starts when its
/// tokens are there and ends any time later. Before every event `choose(n)` picks one of the n events that can happen,
/// and whether an instruction takes effect when it starts or when it ends (in hardware: some time between).
InterleavedRun run_interleaved(const std::vector<isa::Instruction>& program, const isa::HardwareConfig& config,
                               isa::DramImage dram, const std::function<int(int)>& choose);

/// DRAM after executing a program one instruction at a time.
isa::DramImage run_sequentially(const std::vector<isa::Instruction>& program, const isa::HardwareConfig& config,
                                isa::DramImage dram);

}  // namespace vtasim::compiler
