#include "compiler/operations/gather_tiles.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "check_gather.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {

TEST_CASE("tiles are no larger than is said, and of pixels have all vectors of each") {
  const isa::HardwareConfig config = block_8();
  const VectorGather gather = reversed_gather();
  const GatherTerms terms(gather, 8, true);
  const auto tiles = [&](GatherOrder order, int vectors) {
    return gather_tiles(gather, terms, {true, order, vectors}, config).size();
  };
  CHECK(tiles(GatherOrder::output, 100) == 3);
  CHECK(tiles(GatherOrder::output, 299) == 2);
  CHECK(tiles(GatherOrder::input_pixels, 30) == 10);
  CHECK(tiles(GatherOrder::input_pixels, 32) == 10);
  CHECK(tiles(GatherOrder::output_pixels, 33) == 10);
  CHECK(tiles(GatherOrder::output_pixels, 2) == 200);  // A pixel's three, two and one.
}

TEST_CASE("each vector is in one tile, with what it is made of") {
  const Shape shape{1, 24, 10, 10};
  const VectorGather gather =
      gather_of_layouts("change", shape, ordinary_layout(shape, 8), host_layout(shape, HostOrder::nhwc), 8);
  const GatherTerms terms(gather, 8, true);
  for (const GatherOrder order : kGatherOrders) {
    std::vector<std::size_t> all;
    for (const GatherTile& tile : gather_tiles(gather, terms, {true, order, 50}, block_8())) {
      CHECK(tile.vectors.size() <= 50);
      CHECK(std::is_sorted(tile.vectors.begin(), tile.vectors.end()));
      all.insert(all.end(), tile.vectors.begin(), tile.vectors.end());
      for (const std::size_t vector : tile.vectors) {
        for (std::size_t t = terms.begin(vector); t < terms.end(vector); ++t) {
          const GatherTerm& term = terms.term(t);
          const std::vector<std::int32_t>& data = tile.data.at({term.input, term.exchanged});
          CHECK(std::binary_search(data.begin(), data.end(), term.data));
        }
      }
    }
    std::sort(all.begin(), all.end());
    REQUIRE(all.size() == terms.vectors());
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == i);
  }
}

TEST_CASE("tiles are smaller where inp does not hold what they are made of") {
  const isa::HardwareConfig small = configuration(3, 64, {8, 4, 5, 10});  // 16 vectors in inp.
  const Shape shape{1, 8, 8, 8};
  const VectorGather gather =
      gather_of_layouts("change", shape, ordinary_layout(shape, 8), pixel_layout(shape, 8, reversed_pixels(shape)), 8);
  const GatherTerms terms(gather, 8, true);
  CHECK(room_of(gather, terms, small).inp == 8);
  CHECK(gather_tiles(gather, terms, {true, GatherOrder::output, 64}, small).size() == 8);
}

}  // namespace vtasim::compiler
