#include "compiler/tiling/split.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <optional>

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

/// The pieces of each extent. Of filters, those of each range of groups.
struct Cuts {
  std::vector<Piece> groups;
  std::vector<std::vector<Piece>> filters;
  std::vector<Piece> rows;
  std::vector<Piece> cols;
};

Cuts cuts_of(const LoopNest& nest, const TileShape& shape) {
  Cuts cuts;
  cuts.groups = group_pieces(nest, shape.groups);
  for (const Piece& groups : cuts.groups) {
    const int left = nest.filters - groups.begin * nest.filters_per_group;
    cuts.filters.push_back(pieces_of(std::min(nest.filters_per_group, left), shape.filters_per_group));
  }
  cuts.rows = pieces_of(nest.rows, shape.rows);
  cuts.cols = pieces_of(nest.cols, shape.cols);
  return cuts;
}

/// Which piece of each extent, by TileLoop.
using PieceNumbers = std::array<std::size_t, kFiltersStay.size()>;

std::size_t at(const PieceNumbers& numbers, TileLoop loop) { return numbers[static_cast<std::size_t>(loop)]; }

/// The pieces of each extent; of filters as many as any group has.
PieceNumbers counts_of(const LoopNest& nest, const Cuts& cuts) {
  // Only the last group can have fewer filters.
  return {static_cast<std::size_t>(nest.images), cuts.groups.size(), cuts.filters.front().size(), cuts.rows.size(),
          cuts.cols.size()};
}

/// The tile of these pieces; nothing where the group has no such filters.
std::optional<Tile> tile_of(const LoopNest& nest, const Cuts& cuts, const PieceNumbers& numbers) {
  const std::size_t g = at(numbers, TileLoop::groups);
  if (at(numbers, TileLoop::filters) >= cuts.filters[g].size()) return std::nullopt;
  const Piece& filters = cuts.filters[g][at(numbers, TileLoop::filters)];
  const Piece& rows = cuts.rows[at(numbers, TileLoop::rows)];
  const Piece& cols = cuts.cols[at(numbers, TileLoop::cols)];
  Tile tile;
  tile.image = static_cast<int>(at(numbers, TileLoop::images));
  tile.group = cuts.groups[g].begin;
  tile.groups = cuts.groups[g].size;
  tile.filter = tile.group * nest.filters_per_group + filters.begin;
  tile.filters_per_group = filters.size;
  tile.vectors_per_position = nest.vectors_per_position;
  tile.row = rows.begin;
  tile.rows = rows.size;
  tile.col = cols.begin;
  tile.cols = cols.size;
  return tile;
}

/// The next pieces, those of the innermost loop first. False after the last.
bool advance(const LoopOrder& order, const PieceNumbers& counts, PieceNumbers& numbers) {
  for (auto loop = order.rbegin(); loop != order.rend(); ++loop) {
    const auto i = static_cast<std::size_t>(*loop);
    if (++numbers[i] < counts[i]) return true;
    numbers[i] = 0;
  }
  return false;
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
  const Cuts cuts = cuts_of(nest, shape);
  const PieceNumbers counts = counts_of(nest, cuts);
  std::vector<Tile> tiles;
  tiles.reserve(std::accumulate(counts.begin(), counts.end(), std::size_t{1}, std::multiplies<>()));
  PieceNumbers numbers{};
  do {
    if (const auto tile = tile_of(nest, cuts, numbers)) tiles.push_back(*tile);
  } while (advance(shape.order, counts, numbers));
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
