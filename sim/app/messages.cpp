#include "sim/app/messages.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "isa/base/error.h"
#include "isa/base/printable.h"
#include "isa/base/text.h"

namespace vtasim::app {
namespace {

[[noreturn]] void fail() { throw Error(fmt::format("standard output cannot be written: {}", std::strerror(errno))); }

}  // namespace

void print(std::string_view text) {
  const std::string shown = printable(text);
  if (std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size()) fail();
}

void flush_output() {
  if (std::fflush(stdout) != 0) fail();
}

ExitCode complain(ExitCode status, const std::string& message) {
  std::string reason = message;
  try {
    if (std::ferror(stdout) == 0) flush_output();  // What was reported before comes first.
  } catch (const Error& error) {
    reason = error.what();
    status = kBadInput;
  }
  fmt::print(stderr, "vtasim: error: {}\n", printable(one_line(reason)));
  return status;
}

}  // namespace vtasim::app
