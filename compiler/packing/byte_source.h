#pragma once

#include <cstdint>
#include <limits>

namespace vtasim::compiler {

/// What a byte of a packed tensor is made of: an element of the tensor, a constant, or nothing that anybody can rely
/// on.
class ByteSource {
 public:
  ByteSource() : ByteSource(constant(0)) {}

  /// The element of this index in the row-major tensor (N, C, H, W).
  static ByteSource element(std::int64_t index) { return ByteSource(static_cast<std::int32_t>(index)); }
  static ByteSource constant(std::int8_t value) { return ByteSource(-1 - static_cast<std::uint8_t>(value)); }
  static ByteSource anything() { return ByteSource(std::numeric_limits<std::int32_t>::min()); }

  bool is_element() const { return code_ >= 0; }
  bool is_anything() const { return *this == anything(); }
  std::int32_t index() const { return code_; }                                  ///< Of an element.
  std::uint8_t value() const { return static_cast<std::uint8_t>(-1 - code_); }  ///< Of a constant.

  /// One number for each source.
  std::int32_t code() const { return code_; }
  friend bool operator==(ByteSource a, ByteSource b) { return a.code_ == b.code_; }
  friend bool operator!=(ByteSource a, ByteSource b) { return !(a == b); }

 private:
  explicit ByteSource(std::int32_t code) : code_(code) {}
  std::int32_t code_;
};

}  // namespace vtasim::compiler
