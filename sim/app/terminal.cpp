#include "sim/app/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "isa/base/text_width.h"
#include "sim/app/command_line.h"

namespace vtasim::app {
namespace {

constexpr const char* kWidthHelp =
    R"(Tables fit the terminal: where one is wider, its least important columns are left out, then names are wrapped. The width
is the terminal's, or, where the output is none, that of the environment variable COLUMNS (20 to 9999). Without either, as
in a pipe or a file, and with --wide all columns are shown.)";

/// Columns of a terminal; nothing for what is none, or does not know.
std::optional<std::size_t> terminal_width(int descriptor) {
  winsize size{};
  if (isatty(descriptor) != 1 || ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

/// The environment variable COLUMNS; nothing where it is none that a table could be meant for.
std::optional<std::size_t> environment_width() {
  constexpr std::size_t kLeast = 20;
  constexpr std::size_t kMost = 9999;
  const char* columns = std::getenv("COLUMNS");
  if (columns == nullptr) return std::nullopt;
  const std::string_view text = columns;
  std::size_t width = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (error != std::errc() || end != text.data() + text.size() || width < kLeast || width > kMost) return std::nullopt;
  return width;
}

}  // namespace

void add_wide_option(Command& command, bool& wide, const std::string& footer) {
  command.add_flag("--wide", wide, "Show all columns of tables, however narrow the terminal is");
  command.footer(footer + "\n\n" + kWidthHelp);
}

std::size_t output_width(bool wide) {
  if (wide) return kUnlimitedWidth;
  if (const auto width = terminal_width(STDOUT_FILENO)) return *width;
  return environment_width().value_or(kUnlimitedWidth);
}

std::size_t progress_width() {
  constexpr std::size_t kUsual = 80;
  if (const auto width = terminal_width(STDERR_FILENO)) return *width;
  return environment_width().value_or(kUsual);
}

bool can_show_progress() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

}  // namespace vtasim::app
