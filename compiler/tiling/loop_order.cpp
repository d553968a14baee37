#include "compiler/tiling/loop_order.h"

#include <algorithm>

namespace vtasim::compiler {
namespace {

constexpr std::string_view kNames[] = {"images", "groups", "filters", "rows", "cols"};

}  // namespace

const LoopOrder& other_order(const LoopOrder& order) { return order == kFiltersStay ? kActivationStays : kFiltersStay; }

std::string_view to_string(TileLoop loop) { return kNames[static_cast<std::size_t>(loop)]; }

std::optional<TileLoop> tile_loop_of(std::string_view name) {
  for (const TileLoop loop : kFiltersStay) {
    if (name == to_string(loop)) return loop;
  }
  return std::nullopt;
}

bool is_loop_order(const LoopOrder& order) {
  return std::is_permutation(order.begin(), order.end(), kFiltersStay.begin());
}

std::vector<LoopOrder> all_loop_orders() {
  LoopOrder order = kFiltersStay;  // Sorted: the first of all permutations.
  std::vector<LoopOrder> orders;
  do {
    orders.push_back(order);
  } while (std::next_permutation(order.begin(), order.end()));
  return orders;
}

}  // namespace vtasim::compiler
