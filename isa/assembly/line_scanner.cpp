#include "isa/assembly/line_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "isa/base/error.h"

namespace vtasim::isa {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_word(char c) { return is_letter(c) || is_digit(c); }

std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) return line.substr(0, i);
  }
  return line;
}

}  // namespace

LineScanner::LineScanner(std::string_view line, std::string where)
    : rest_(without_comment(line)), where_(std::move(where)) {}

void LineScanner::skip_blanks() {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
}

bool LineScanner::at_end() {
  skip_blanks();
  return rest_.empty();
}

bool LineScanner::accept(std::string_view text) {
  skip_blanks();
  if (rest_.substr(0, text.size()) != text) return false;
  const bool cut = rest_.size() > text.size() && in_word(text.back()) && in_word(rest_[text.size()]);
  if (cut) return false;
  rest_.remove_prefix(text.size());
  return true;
}

void LineScanner::expect(std::string_view text) {
  if (!accept(text)) fail_expected(text);
}

void LineScanner::expect_end() {
  if (!at_end()) fail_expected("the line's end");
}

bool LineScanner::at_number() {
  skip_blanks();
  const std::size_t sign = !rest_.empty() && rest_.front() == '-' ? 1 : 0;
  return rest_.size() > sign && is_digit(rest_[sign]);
}

std::int64_t LineScanner::number(std::string_view what, std::int64_t least, std::int64_t most) {
  if (!at_number()) fail_expected(fmt::format("{}, a number", what));
  const bool negative = rest_.front() == '-';
  const std::size_t sign = negative ? 1 : 0;
  const bool hexadecimal = rest_.substr(sign, 2) == "0x";
  const char* first = rest_.data() + sign + (hexadecimal ? 2 : 0);
  const char* last = rest_.data() + rest_.size();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(first, last, value, hexadecimal ? 16 : 10);
  const auto stop = std::find_if_not(end, last, in_word);
  const std::string_view text = rest_.substr(0, static_cast<std::size_t>(stop - rest_.data()));
  if (end != stop || end == first) fail(fmt::format("{} is {}; it must be a number", what, text));
  value = negative ? -value : value;
  if (error != std::errc() || value < least || value > most) {
    fail(fmt::format("{} is {}; it must be {} to {}", what, text, least, most));
  }
  rest_.remove_prefix(text.size());
  return value;
}

std::string LineScanner::word() {
  skip_blanks();
  std::size_t size = 0;
  while (size < rest_.size() && (in_word(rest_[size]) || (size > 0 && (rest_[size] == '.' || rest_[size] == '-')))) {
    ++size;
  }
  const std::string word(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return word;
}

std::string LineScanner::quoted(std::string_view what) {
  if (!accept("\"")) fail_expected(fmt::format("{} between quotes", what));
  const std::size_t size = rest_.find('"');
  if (size == std::string_view::npos) fail(fmt::format("{} has no quote at its end", what));
  const std::string text(rest_.substr(0, size));
  rest_.remove_prefix(size + 1);
  return text;
}

void LineScanner::fail(const std::string& problem) const { throw Error(fmt::format("{}: {}", where_, problem)); }

void LineScanner::fail_expected(std::string_view what) {
  constexpr std::size_t kShown = 40;
  const std::string found = at_end() ? "the line ends" : fmt::format("there is {}", rest_.substr(0, kShown));
  fail(fmt::format("expected {}; {}", what, found));
}

}  // namespace vtasim::isa
