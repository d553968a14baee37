#include "compiler/packing/ordinary_layout.h"

#include <cstddef>

#include "isa/base/ceil_div.h"

namespace vtasim::compiler {

std::vector<std::uint8_t> pack_ordinary(const Tensor8& tensor, int block) {
  const int blocks = ceil_div(tensor.c, block);
  const auto lanes = static_cast<std::size_t>(block);
  const std::size_t pixels = static_cast<std::size_t>(tensor.h) * static_cast<std::size_t>(tensor.w);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(tensor.n) * static_cast<std::size_t>(blocks) * pixels *
                                  lanes);
  auto value = tensor.data.begin();
  for (int n = 0; n < tensor.n; ++n) {
    for (int c = 0; c < tensor.c; ++c) {
      const std::size_t plane = static_cast<std::size_t>(n * blocks + c / block) * pixels;
      std::size_t byte = plane * lanes + static_cast<std::size_t>(c % block);
      for (std::size_t pixel = 0; pixel < pixels; ++pixel, byte += lanes) {
        bytes[byte] = static_cast<std::uint8_t>(*value++);
      }
    }
  }
  return bytes;
}

}  // namespace vtasim::compiler
