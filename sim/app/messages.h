#pragma once

#include <string>

#include "sim/app/commands.h"

namespace vtasim::app {

/// Says on stderr, on one line whatever is in `message`, why the program ends with this status; returns the status.
ExitCode complain(ExitCode status, const std::string& message);

}  // namespace vtasim::app
