#include "compiler/lanes/constant_tiles.h"

#include <cstddef>

namespace vtasim::compiler {

std::vector<std::uint8_t> diagonal_tile(int block, std::int8_t value) {
  const auto lanes = static_cast<std::size_t>(block);
  std::vector<std::uint8_t> tile(lanes * lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane) tile[lane * lanes + lane] = static_cast<std::uint8_t>(value);
  return tile;
}

std::vector<std::uint8_t> constant_tiles(const LoopNest& nest, int block) {
  if (nest.maximum) {
    std::vector<std::uint8_t> tiles = diagonal_tile(block, 1);
    const std::vector<std::uint8_t> negative = diagonal_tile(block, -1);
    tiles.insert(tiles.end(), negative.begin(), negative.end());
    return tiles;
  }
  if (nest.residual_shift) return diagonal_tile(block, static_cast<std::int8_t>(1 << *nest.residual_shift));
  return {};
}

}  // namespace vtasim::compiler
