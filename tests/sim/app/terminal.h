#pragma once

#include <string>
#include <vector>

namespace vtasim {

/// What a run of the vtasim program left on a terminal of its own, both its stdout and its stderr.
struct TerminalOutcome {
  int status = -1;                 ///< Exit status; -1 when it was killed.
  std::string bytes;               ///< All that was written.
  std::vector<std::string> lines;  ///< What stands there at the end.
  std::size_t widest = 0;          ///< The most characters that ever stood in a line.
  std::size_t erased = 0;          ///< Lines that were erased.
};

/// Starts the built program with these arguments on a terminal of `width` columns and waits for it. `environment` adds
/// NAME=VALUE; TERM is xterm where it does not say, and the cache an
/// empty one of its own.
TerminalOutcome run_on_terminal(const std::vector<std::string>& arguments, std::size_t width,
                                const std::vector<std::string>& environment = {});

}  // namespace vtasim
