#pragma once

#include <string>
#include <string_view>

#include "sim/app/commands.h"

namespace vtasim::app {

/// Writes `text` to stdout as printable() has it: what comes from files must not command the terminal. Throws Error
/// where it cannot be written.
void print(std::string_view text);

/// Sees to it that all that was printed is written. Throws Error where it cannot be.
void flush_output();

/// Says on stderr, on one line whatever is in `message`, why the program ends with this status; returns the status.
/// Where not even stdout could be written, says that, and returns kBadInput.
ExitCode complain(ExitCode status, const std::string& message);

}  // namespace vtasim::app
