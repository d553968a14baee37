#pragma once

#include <cstddef>
#include <iterator>

namespace vtasim {

/// Goes through a text and leaves behind how far it is: the parser takes a character only when it needs it, so that in
/// its callbacks this is the place.
class TextCursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TextCursor(const char* at, const char** reached) : at_(at), reached_(reached) {}
  const char& operator*() const { return *at_; }
  TextCursor& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  TextCursor operator++(int) {
    const TextCursor before = *this;
    ++*this;
    return before;
  }
  bool operator==(const TextCursor& other) const { return at_ == other.at_; }
  bool operator!=(const TextCursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

}  // namespace vtasim
