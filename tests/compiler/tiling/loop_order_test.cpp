#include "compiler/tiling/loop_order.h"

#include <catch2/catch.hpp>
#include <set>

namespace vtasim::compiler {

TEST_CASE("there are 120 loop orders, each with every loop once") {
  const std::vector<LoopOrder> orders = all_loop_orders();
  CHECK(orders.size() == 120);
  CHECK(std::set<LoopOrder>(orders.begin(), orders.end()).size() == 120);
  for (const LoopOrder& order : orders) CHECK(is_loop_order(order));
  LoopOrder twice = kFiltersStay;
  twice[0] = TileLoop::cols;
  CHECK_FALSE(is_loop_order(twice));
}

TEST_CASE("loops are read by the names that they are written by") {
  for (const TileLoop loop : kFiltersStay) CHECK(tile_loop_of(to_string(loop)) == loop);
  CHECK(to_string(TileLoop::rows) == "rows");
  CHECK(tile_loop_of("taps") == std::nullopt);
  CHECK(tile_loop_of("") == std::nullopt);
}

TEST_CASE("a search goes from each of its two orders to the other, and from any to one of them") {
  CHECK(other_order(kFiltersStay) == kActivationStays);
  CHECK(other_order(kActivationStays) == kFiltersStay);
  CHECK(other_order(all_loop_orders().back()) == kFiltersStay);
}

}  // namespace vtasim::compiler
