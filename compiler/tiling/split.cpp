#include "compiler/tiling/split.h"

#include <algorithm>

#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// Ranges of groups that have the same number of filters in each. Only the last group can have fewer.
std::vector<Piece> group_pieces(const LoopNest& nest, int largest) {
  const bool short_end = nest.groups() * nest.filters_per_group > nest.filters;
  const int full = nest.groups() - (short_end ? 1 : 0);
  std::vector<Piece> pieces = pieces_of(full, largest);
  if (short_end) pieces.push_back({full, 1});
  return pieces;
}

/// The two halves of a tile, cut in its outermost extent that can be cut; one piece where it is a single vector.
std::vector<Tile> halves(const Tile& tile) {
  Tile first = tile;
  Tile second = tile;
  if (tile.groups > 1) {
    first.groups = tile.groups / 2;
    second.groups = tile.groups - first.groups;
    second.group += first.groups;
    second.filter += first.groups * tile.filters_per_group;
  } else if (tile.filters_per_group > 1) {
    first.filters_per_group = tile.filters_per_group / 2;
    second.filters_per_group -= first.filters_per_group;
    second.filter += first.filters_per_group;
  } else if (tile.rows > 1) {
    first.rows = tile.rows / 2;
    second.rows = tile.rows - first.rows;
    second.row += first.rows;
  } else if (tile.cols > 1) {
    first.cols = tile.cols / 2;
    second.cols = tile.cols - first.cols;
    second.col += first.cols;
  } else {
    return {tile};
  }
  return {first, second};
}

/// The rectangles that the rows and columns of a plane are cut into.
std::vector<Tile> split_plane(const LoopNest& nest, const TileShape& shape) {
  const std::vector<Piece> all_cols = pieces_of(nest.cols, shape.cols);
  std::vector<Tile> tiles;
  for (const Piece& rows : pieces_of(nest.rows, shape.rows)) {
    for (const Piece& cols : all_cols) {
      Tile tile;
      tile.vectors_per_position = nest.vectors_per_position;
      tile.row = rows.begin;
      tile.rows = rows.size;
      tile.col = cols.begin;
      tile.cols = cols.size;
      tiles.push_back(tile);
    }
  }
  return tiles;
}

}  // namespace

std::vector<Piece> pieces_of(int extent, int largest) {
  const int count = ceil_div(extent, largest);
  std::vector<Piece> pieces;
  pieces.reserve(static_cast<std::size_t>(count));
  int begin = 0;
  for (int i = 0; i < count; ++i) {
    const int size = (extent - begin + count - i - 1) / (count - i);
    pieces.push_back({begin, size});
    begin += size;
  }
  return pieces;
}

int recut(int extent, int size, int more) {
  const int pieces = ceil_div(extent, size) + more;
  return pieces < 1 ? 0 : ceil_div(extent, pieces);
}

std::vector<Tile> split_nest(const LoopNest& nest, const TileShape& shape) {
  const std::vector<Tile> rectangles = split_plane(nest, shape);
  const std::vector<Piece> all_groups = group_pieces(nest, shape.groups);
  const auto all_parts = static_cast<std::size_t>(ceil_div(nest.filters_per_group, shape.filters_per_group));
  std::vector<Tile> tiles;
  tiles.reserve(static_cast<std::size_t>(nest.images) * all_groups.size() * all_parts * rectangles.size());
  for (int image = 0; image < nest.images; ++image) {
    for (const Piece& groups : all_groups) {
      const int first_filter = groups.begin * nest.filters_per_group;
      const std::vector<Piece> parts =
          pieces_of(std::min(nest.filters_per_group, nest.filters - first_filter), shape.filters_per_group);
      const auto add = [&](Tile tile, const Piece& part) {
        tile.image = image;
        tile.group = groups.begin;
        tile.groups = groups.size;
        tile.filter = first_filter + part.begin;
        tile.filters_per_group = part.size;
        tiles.push_back(tile);
      };
      if (shape.filters_inner) {
        for (const Tile& rectangle : rectangles) {
          for (const Piece& part : parts) add(rectangle, part);
        }
      } else {
        for (const Piece& part : parts) {
          for (const Tile& rectangle : rectangles) add(rectangle, part);
        }
      }
    }
  }
  return tiles;
}

std::vector<Tile> shorten_ends(const std::vector<Tile>& tiles, int head, int tail) {
  std::vector<Tile> first{tiles.front()};
  for (int i = 0; i < head; ++i) {
    const std::vector<Tile> cut = halves(first.front());
    first.erase(first.begin());
    first.insert(first.begin(), cut.begin(), cut.end());
  }
  if (tiles.size() == 1) return first;
  std::vector<Tile> last{tiles.back()};
  for (int i = 0; i < tail; ++i) {
    const std::vector<Tile> cut = halves(last.back());
    last.pop_back();
    last.insert(last.end(), cut.begin(), cut.end());
  }
  std::vector<Tile> all = std::move(first);
  all.insert(all.end(), tiles.begin() + 1, tiles.end() - 1);
  all.insert(all.end(), last.begin(), last.end());
  return all;
}

}  // namespace vtasim::compiler
