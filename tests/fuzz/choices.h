#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vtasim {

/// Decisions taken from a fuzzer's bytes, one after the other: a byte changed changes one decision, mostly. Where no
/// bytes are left the lowest choice is taken.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  bool empty() const { return size_ == 0; }

  /// low to high, both included.
  std::int64_t number(std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low);
    std::uint64_t value = 0;
    for (std::uint64_t left = span; left > 0; left >>= 8) value = value << 8 | byte();
    return low + static_cast<std::int64_t>(span == UINT64_MAX ? value : value % (span + 1));
  }
  int integer(int low, int high) { return static_cast<int>(number(low, high)); }
  std::uint32_t bits(unsigned count) { return static_cast<std::uint32_t>(number(0, (std::int64_t{1} << count) - 1)); }
  bool flag() { return number(0, 1) == 1; }

  template <typename Value, std::size_t n>
  Value one_of(const Value (&values)[n]) {
    return values[number(0, n - 1)];
  }

  /// What is left.
  std::vector<std::uint8_t> rest() {
    std::vector<std::uint8_t> bytes(data_, data_ + size_);
    data_ += size_;
    size_ = 0;
    return bytes;
  }

 private:
  std::uint8_t byte() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }

  const std::uint8_t* data_;
  std::size_t size_;
};

}  // namespace vtasim
