#include "sim/app/progress.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "isa/base/printable.h"
#include "isa/base/text_width.h"
#include "isa/base/time_left.h"
#include "sim/app/terminal.h"

namespace vtasim::app {
namespace {

constexpr std::chrono::milliseconds kFirst{300};
constexpr std::chrono::milliseconds kInterval{100};
/// When progress is shown: VTASIM_PROGRESS, described in the program's help.
bool asked_for(const char* when) {
  const char* value = std::getenv("VTASIM_PROGRESS");
  return value != nullptr && std::string_view(value) == when;
}

constexpr const char* kEraseLine = "\r\x1b[K";

}  // namespace

Progress::Progress()
    : terminal_(can_show_progress() && !asked_for("never")),
      at_once_(asked_for("always")),
      begun_(std::chrono::steady_clock::now()),
      next_(begun_ + kFirst) {}

Progress::~Progress() { clear(); }

void Progress::show(const std::string& text) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_ && !at_once_) return;
  next_ = now + kInterval;
  shown_ = true;
  // The last column stays free: behind a character there the cursor may be in the next line, where nothing is erased.
  fmt::print(stderr, "{}{}", kEraseLine, cut_to(printable(text), progress_width() - 1));
  std::fflush(stderr);
}

void Progress::show(const std::string& text, std::size_t done, std::size_t all) {
  const std::string left = time_left(std::chrono::steady_clock::now() - begun_, done, all);
  show(left.empty() ? text : fmt::format("{}, {}", text, left));
}

void Progress::clear() {
  if (!shown_) return;
  shown_ = false;
  fmt::print(stderr, "{}", kEraseLine);
  std::fflush(stderr);
}

}  // namespace vtasim::app
