#pragma once

#include "sim/machine/cycle.h"
#include "sim/machine/machine.h"
#include "sim/machine/memory/memory_engine.h"

namespace vtasim {

/// The one machine of a test program: SystemC elaborates once a process.
machine::Machine& shared_machine();

/// A memory engine apart from the machine's, for tests that are its clients: it has to be there before that machine
/// runs for the first time.
struct MemoryBench {
  machine::TimeBase time;
  machine::MemoryEngine engine{"memory_bench", time};
};
MemoryBench& shared_memory_bench();

}  // namespace vtasim
