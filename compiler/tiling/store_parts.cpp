#include "compiler/tiling/store_parts.h"

#include <algorithm>

namespace vtasim::compiler {

std::vector<TilePart> store_parts_of(const Tile& tile) {
  const bool rows = tile.filters() == 1 && tile.vectors_per_position == 1;
  const int extent = rows ? tile.rows : tile.filters();
  const int count = std::clamp(tile.store_parts, 1, extent);
  std::vector<TilePart> parts;
  int begin = 0;
  for (int i = 0; i < count; ++i) {
    const int size = (extent - begin + count - i - 1) / (count - i);
    TilePart part{tile, begin * (rows ? tile.cols : tile.vectors_per_filter())};
    if (rows) {
      part.tile.row += begin;
      part.tile.rows = size;
    } else {
      part.tile.filter += begin;
      part.tile.groups = 1;
      part.tile.filters_per_group = size;
    }
    parts.push_back(part);
    begin += size;
  }
  return parts;
}

}  // namespace vtasim::compiler
