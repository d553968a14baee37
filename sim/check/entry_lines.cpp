#include "sim/check/entry_lines.h"

#include <iterator>
#include <nlohmann/json.hpp>

namespace vtasim {
namespace {

/// Goes through a text and counts its line ends: the parser takes a character only when it needs it, so that in its
/// callbacks the count is the place.
class LineCounter {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  LineCounter(const char* at, std::size_t* lines) : at_(at), lines_(lines) {}
  const char& operator*() const { return *at_; }
  LineCounter& operator++() {
    if (*at_ == '\n') ++*lines_;
    ++at_;
    return *this;
  }
  LineCounter operator++(int) {
    const LineCounter before = *this;
    ++*this;
    return before;
  }
  bool operator==(const LineCounter& other) const { return at_ == other.at_; }
  bool operator!=(const LineCounter& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* lines_;
};

}  // namespace

std::vector<std::size_t> entry_lines(const std::string& text) {
  constexpr int kEntryDepth = 2;  // In an array in the object.
  std::size_t line = 1;
  std::vector<std::size_t> lines;
  const auto note = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json&) {
    if (event == nlohmann::json::parse_event_t::object_start && depth == kEntryDepth) lines.push_back(line);
    return true;
  };
  const char* begin = text.data();
  [[maybe_unused]] const auto parsed =
      nlohmann::json::parse(LineCounter(begin, &line), LineCounter(begin + text.size(), &line), note);
  return lines;
}

}  // namespace vtasim
