#pragma once

#include "sim/machine/machine.h"

namespace vtasim {

/// The one machine of a test program: SystemC elaborates once a process.
machine::Machine& shared_machine();

}  // namespace vtasim
