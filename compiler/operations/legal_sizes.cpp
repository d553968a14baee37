#include "compiler/operations/legal_sizes.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"

namespace vtasim::compiler {

void check_size(const std::string& what, const char* field, int value, int low, int high) {
  if (value >= low && value <= high) return;
  throw Error(fmt::format("{}: {} is {}; legal are {}", what, field, value, range_text(low, high)));
}

void check_tensor_sizes(const std::string& what, const std::array<int, 4>& sizes) {
  constexpr int kLargestSize = 65536;  // As of layers.
  constexpr std::array<const char*, 4> kFields = {"batch", "channels", "height", "width"};
  std::int64_t volume = 1;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    check_size(what, kFields[i], sizes[i], 1, kLargestSize);
    volume *= sizes[i];
    if (volume > std::numeric_limits<int>::max()) {
      throw Error(fmt::format("{}: {} x {} x {} x {} are more than {} elements", what, sizes[0], sizes[1], sizes[2],
                              sizes[3], std::numeric_limits<int>::max()));
    }
  }
}

}  // namespace vtasim::compiler
