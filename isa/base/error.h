#pragma once

#include <stdexcept>
#include <string>

namespace vtasim {

/// An input that cannot be used: a file, a field, a program or a layer. The message is one line that names the place
/// (file, field, instruction index), the value found and the legal range. Front ends print it and exit with a
/// non-zero status.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(message) {}
};

}  // namespace vtasim
