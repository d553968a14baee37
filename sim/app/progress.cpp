#include "sim/app/progress.h"

#include <fmt/format.h>

#include <cstdio>

#include "isa/base/printable.h"
#include "isa/base/text_width.h"
#include "sim/app/terminal.h"

namespace vtasim::app {
namespace {

constexpr std::chrono::milliseconds kFirst{300};
constexpr std::chrono::milliseconds kInterval{100};
constexpr const char* kEraseLine = "\r\x1b[K";

}  // namespace

Progress::Progress() : terminal_(can_show_progress()), next_(std::chrono::steady_clock::now() + kFirst) {}

Progress::~Progress() { clear(); }

void Progress::show(const std::string& text) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  shown_ = true;
  // The last column stays free: behind a character there the cursor may be in the next line, where nothing is erased.
  fmt::print(stderr, "{}{}", kEraseLine, cut_to(printable(text), progress_width() - 1));
  std::fflush(stderr);
}

void Progress::clear() {
  if (!shown_) return;
  shown_ = false;
  fmt::print(stderr, "{}", kEraseLine);
  std::fflush(stderr);
}

}  // namespace vtasim::app
