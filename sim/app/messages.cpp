#include "sim/app/messages.h"

#include <fmt/format.h>

#include <cstdio>

#include "sim/report/text.h"

namespace vtasim::app {

ExitCode complain(ExitCode status, const std::string& message) {
  std::fflush(stdout);  // What was reported before comes first.
  fmt::print(stderr, "vtasim: error: {}\n", one_line(message));
  return status;
}

}  // namespace vtasim::app
