#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// A machine with one thing changed.
struct WhatIf {
  std::string key;                              ///< In JSON: "alu_free".
  std::string text;                             ///< For a person: "ALU free".
  std::optional<isa::HardwareConfig> hardware;  ///< None where no configuration is so; `problem` says why.
  machine::FreeWork free;
  std::string problem;
};

/// What is asked of a program on `config`:
///
/// - memory_delay_0: the memory serves a request at once; its own two cycles and the way of an address stay.
/// - bus_twice: the hardware that is built with a bus of twice the bits, beats of a burst as many as before: a burst
///   brings up to twice the bytes. Load, store and fetch units may be other ones then, as the bus becomes as wide as
///   what they move. None for the widest bus.
/// - gemm_free, alu_free, uop_free: machine::FreeWork.
/// - queues_deep: instruction queues as deep as they may be, 65,536 entries.
std::vector<WhatIf> what_ifs(const isa::HardwareConfig& config);

/// A WhatIf and what a program takes then.
struct WhatIfRun {
  WhatIf what;
  std::optional<std::int64_t> cycles;  ///< None where it does not run or finish; what.problem says why.
};

/// Runs a program, for its timing alone, in all of these ways. It is the same program each time: nothing is searched or
/// compiled anew, so that a machine that would be faster with another program is not told from one that is not.
std::vector<WhatIfRun> run_what_ifs(machine::Machine& machine, const isa::HardwareConfig& config,
                                    const isa::Program& program);

}  // namespace vtasim::experiment
