#pragma once

#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/machine/machine.h"
#include "sim/observe/cause.h"
#include "sim/trace/trace_sink.h"

namespace vtasim::trace {

/// What a traced run came to.
struct TracedRun {
  machine::RunResult result;
  machine::CauseTotals causes;
};

/// Runs a program, for its timing alone and at most `max_cycles`, and tells the sinks of it. It is run twice: what is
/// written as it happens needs to know before which cycles are counted. Throws Error for a program that does not run on
/// `config`.
TracedRun trace_run(machine::Machine& machine, const isa::HardwareConfig& config, const isa::Program& program,
                    std::int64_t max_cycles, const std::vector<TraceSink*>& sinks);

}  // namespace vtasim::trace
