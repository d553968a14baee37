#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace vtasim {

/// A hash of bytes that come piece by piece; the pieces make no difference. The same on every machine and for good:
/// XXH3, 64 bits, canonical (https://xxhash.com).
class Hasher {
 public:
  Hasher();
  void add(const void* bytes, std::size_t size);
  /// Of all bytes so far: 16 hexadecimal digits.
  std::string text() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

/// That hash of `bytes`.
std::string hash_of(std::string_view bytes);

}  // namespace vtasim
