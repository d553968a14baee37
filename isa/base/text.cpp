#include "isa/base/text.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <sstream>

namespace vtasim {

std::string grouped(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t digits_begin = value < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > digits_begin + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string percent(double share) { return std::isfinite(share) ? fmt::format("{:.1f}%", 100 * share) : "-"; }

double ratio(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(numerator) / static_cast<double>(denominator);
}

std::string counted(std::int64_t count, const std::string& noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string share_of_all(std::size_t count, std::size_t all) {
  return count == all ? fmt::format("all {}", all) : fmt::format("{} of {}", count, all);
}

std::string one_line(const std::string& text) {
  std::string line;
  std::istringstream lines(text);
  for (std::string next; std::getline(lines, next);) {
    const std::size_t begin = next.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    if (!line.empty()) line += line.back() == ':' ? " " : "; ";
    line += next.substr(begin, next.find_last_not_of(' ') + 1 - begin);
  }
  return line;
}

}  // namespace vtasim
