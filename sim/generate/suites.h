#pragma once

#include <cstdint>
#include <vector>

#include "isa/case_file.h"
#include "sim/generate/micro_suite.h"
#include "sim/generate/random_program.h"
#include "sim/machine/machine.h"

namespace vtasim::generate {

// Suites of cases for the hardware to be recorded on: legal programs whose outputs are what the machine leaves. The
// same for a seed and a configuration on every computer. `listener` hears of each case. They throw Error for a program
// that the machine does not run to its end.

/// One mechanism a case; the seed decides the data only.
std::vector<isa::Case> micro_suite(const isa::HardwareConfig& config, std::uint64_t seed, machine::Machine& machine,
                                   const CaseListener& listener);

/// `count` random programs, of these kinds by turns. A case is the same whatever the count.
std::vector<isa::Case> streams_suite(const isa::HardwareConfig& config, std::uint64_t seed, std::uint32_t count,
                                     const std::vector<Kind>& kinds, machine::Machine& machine,
                                     const CaseListener& listener);

/// `count` programs of more instructions than the queues hold; the first four fill those of load, compute, store, all.
std::vector<isa::Case> deep_suite(const isa::HardwareConfig& config, std::uint64_t seed, std::uint32_t count,
                                  machine::Machine& machine, const CaseListener& listener);

}  // namespace vtasim::generate
