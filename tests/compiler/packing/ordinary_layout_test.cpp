#include "compiler/packing/ordinary_layout.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {

TEST_CASE("the ordinary layout has a pixel's channels side by side, block by block, and zeros beyond them") {
  Tensor8 tensor = Tensor8::zeros(2, 5, 1, 2);
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<std::int8_t>(i + 1);
  // Channel c of image n at pixel x is 10 n + 2 c + x + 1.
  const std::vector<std::uint8_t> expected = {1,  3,  5,  7,  2,  4,  6,  8,  9,  0, 0, 0, 10, 0, 0, 0,
                                              11, 13, 15, 17, 12, 14, 16, 18, 19, 0, 0, 0, 20, 0, 0, 0};
  CHECK(pack_ordinary(tensor, 4) == expected);
}

}  // namespace vtasim::compiler
