#include "sim/experiment/verification.h"

#include <fmt/format.h>

#include "isa/base/text.h"

namespace vtasim::experiment {

std::string describe_wrong_values(const compiler::Tensor8& reference, const compiler::Tensor8& got) {
  std::size_t first = 0;
  std::int64_t wrong = 0;
  for (std::size_t i = reference.data.size(); i-- > 0;) {
    if (reference.data[i] == got.data[i]) continue;
    first = i;
    ++wrong;
  }
  if (wrong == 0) return "";
  const auto width = static_cast<std::size_t>(reference.w);
  const auto height = static_cast<std::size_t>(reference.h);
  const auto channels = static_cast<std::size_t>(reference.c);
  return fmt::format("output (n {}, c {}, y {}, x {}) is {}, the reference says {}; {} of {} values differ",
                     first / width / height / channels, first / width / height % channels, first / width % height,
                     first % width, got.data[first], reference.data[first], grouped(wrong),
                     grouped(static_cast<std::int64_t>(reference.data.size())));
}

}  // namespace vtasim::experiment
