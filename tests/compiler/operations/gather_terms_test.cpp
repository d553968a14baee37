#include "compiler/operations/gather_terms.h"

#include <catch2/catch.hpp>

#include "tests/compiler/support/sample_layouts.h"

namespace vtasim::compiler {
namespace {

constexpr int kBlock = 8;

GatherTerms terms_of(const Shape& shape, const TensorLayout& from, const TensorLayout& to, bool once = true) {
  return {gather_of_layouts("x", shape, from, to, kBlock), kBlock, once};
}

}  // namespace

TEST_CASE("vectors in another order take an operation each, by one tile") {
  const Shape shape{1, 16, 4, 4};
  const GatherTerms terms =
      terms_of(shape, ordinary_layout(shape, kBlock), pixel_layout(shape, kBlock, reversed_pixels(shape)));
  REQUIRE(terms.vectors() == 32);
  CHECK(terms.operations() == 64);
  CHECK_FALSE(terms.any_exchanged());
  REQUIRE(terms.tiles().size() == 1);
  for (std::size_t i = 0; i < 64; ++i) CHECK(terms.tiles()[0][i] == (i % 9 == 0 ? 1 : 0));
  CHECK(terms.term(terms.begin(0)).data == 15);
  CHECK(terms.term(terms.begin(16 + 15)).data == 16);
}

TEST_CASE("pixels in lanes take an operation, of a tile of as many pixels and the lane of a channel") {
  const Shape shape{1, 16, 4, 4};
  const GatherTerms terms = terms_of(shape, ordinary_layout(shape, kBlock), host_layout(shape, HostOrder::nchw));
  CHECK(terms.operations() == 64);
  CHECK(terms.any_exchanged());
  CHECK(terms.tiles().empty());
  const GatherTerm& term = terms.term(terms.begin(2 * 9 + 1));  // Channel 9, the second eight pixels.
  CHECK(term.exchanged);
  CHECK(term.data == 3);
  CHECK(term.constant == 1);
}

TEST_CASE("pixels that are no whole tile are taken one by one, and so are lanes of zeros") {
  const Shape odd{1, 16, 3, 3};  // The second eight channels begin within a tile.
  CHECK(terms_of(odd, ordinary_layout(odd, kBlock), host_layout(odd, HostOrder::nchw)).operations() > 2 * 18);
  const Shape row{1, 8, 1, 8};  // A tile, in another order.
  const TensorLayout reversed = pixel_layout(row, kBlock, reversed_pixels(row));
  CHECK_FALSE(terms_of(row, reversed, host_layout(row, HostOrder::nchw)).any_exchanged());
  const TensorLayout from = ordinary_layout({1, 8, 1, 8}, kBlock);
  std::vector<ByteSource> sources = host_layout({1, 8, 1, 8}, HostOrder::nchw).sources();
  sources[3] = ByteSource::constant(0);
  const GatherTerms terms = terms_of({1, 8, 1, 8}, from, {"with a zero", sources});
  CHECK(terms.end(0) - terms.begin(0) == 7);
  CHECK(terms.end(1) - terms.begin(1) == 1);
}

TEST_CASE("a vector is computed once for all its places, or for each, and zeros are not or are") {
  const Shape shape{1, 8, 1, 3};
  const std::vector<ByteSource> vectors = ordinary_layout(shape, kBlock).sources();
  std::vector<ByteSource> sources;
  for (const int vector : {1, -1, 0, 1, -1, 2, 1}) {
    for (int lane = 0; lane < kBlock; ++lane) {
      sources.push_back(vector < 0 ? ByteSource::constant(0)
                                   : vectors[static_cast<std::size_t>(vector * kBlock + lane)]);
    }
  }
  const GatherTerms terms = terms_of(shape, ordinary_layout(shape, kBlock), {"some twice", sources});
  REQUIRE(terms.vectors() == 3);
  CHECK(terms.operations() == 6);
  CHECK(terms.places(0) == std::vector<std::size_t>{0, 3, 6});
  CHECK(terms.places(1) == std::vector<std::size_t>{2});
  CHECK(terms.places(2) == std::vector<std::size_t>{5});
  CHECK(terms.any_zeros());
  const GatherTerms each = terms_of(shape, ordinary_layout(shape, kBlock), {"some twice", sources}, false);
  REQUIRE(each.vectors() == 7);
  CHECK(each.operations() == 14);
  CHECK(each.places(5) == std::vector<std::size_t>{5});
  CHECK(each.term(each.begin(6)).data == 1);
  const GatherTerm& zeros = each.term(each.begin(4));
  CHECK(zeros.data == 1);  // What the vector before was made of, which is loaded anyway.
  CHECK(each.tiles()[static_cast<std::size_t>(zeros.constant)] == std::vector<std::uint8_t>(64, 0));
  CHECK_FALSE(terms_of(shape, ordinary_layout(shape, kBlock), ordinary_layout(shape, kBlock)).any_zeros());
}

}  // namespace vtasim::compiler
