#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vtasim::compiler {

/// The extents of a loop nest that tiles cut up, each a loop of the program. The loop over taps is none of them: it
/// lies inside of all, since sums stay in acc from a tile's first tap to its last.
enum class TileLoop : std::uint8_t { images, groups, filters, rows, cols };

/// The loops over tiles from the outermost to the innermost, each once. What a loop inside does not change stays in its
/// scratchpad, as far as there are buffers for it.
using LoopOrder = std::array<TileLoop, 5>;

/// Filters stay while rows and columns of their planes go by.
inline constexpr LoopOrder kFiltersStay = {TileLoop::images, TileLoop::groups, TileLoop::filters, TileLoop::rows,
                                           TileLoop::cols};
/// The activation stays while filters go by.
inline constexpr LoopOrder kActivationStays = {TileLoop::images, TileLoop::groups, TileLoop::rows, TileLoop::cols,
                                               TileLoop::filters};

/// Of these two, which searches try, the one that `order` is not; kFiltersStay where it is neither.
const LoopOrder& other_order(const LoopOrder& order);

/// The names that files have for them: "images", "groups", "filters", "rows", "cols".
std::string_view to_string(TileLoop loop);
std::optional<TileLoop> tile_loop_of(std::string_view name);

/// Whether each loop is there once.
bool is_loop_order(const LoopOrder& order);

/// All 120 of them.
std::vector<LoopOrder> all_loop_orders();

}  // namespace vtasim::compiler
