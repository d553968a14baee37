#include "compiler/operations/vector_gather.h"

#include <catch2/catch.hpp>

#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

constexpr Shape kShape{1, 16, 2, 4};

}  // namespace

TEST_CASE("a gather has for each byte of a layout where it lies in another") {
  const TensorLayout rows = host_layout(kShape, HostOrder::nchw);
  const VectorGather gather = gather_of_layouts("x", kShape, ordinary_layout(kShape, 8), rows, 8);
  CHECK(gather.input_bytes == std::vector<std::int64_t>{128});
  REQUIRE(gather.bytes.size() == 128);
  CHECK(gather.bytes[0].byte() == 0);                        // Channel 0, pixel 0,
  CHECK(gather.bytes[1].byte() == 8);                        // pixel 1,
  CHECK(gather.bytes[8].byte() == 1);                        // channel 1,
  CHECK(gather.bytes[8 * 9].byte() == 65);                   // channel 9 of the second eight.
  CHECK(gather.pixels == std::vector<std::int32_t>(16, 0));  // Eight pixels are a vector.
  const VectorGather back = gather_of_layouts("x", kShape, rows, ordinary_layout(kShape, 8), 8);
  CHECK(back.bytes[1].byte() == 8);
  CHECK(back.pixels[3] == 3);
  CHECK(back.pixels[8 + 3] == 3);
}

TEST_CASE("what is no element is 0, and an element that is nowhere is an error") {
  const TensorLayout from("from", {ByteSource::element(1), ByteSource::element(1)});
  const TensorLayout to("to", {ByteSource::anything(), ByteSource::constant(0), ByteSource::element(1)});
  const VectorGather gather = gather_of_layouts("x", {1, 1, 1, 3}, from, to, 1);
  CHECK(gather.bytes[0].is_zero());
  CHECK(gather.bytes[1].is_zero());
  CHECK(gather.bytes[2].byte() == 0);  // The first of two.
  CHECK(gather.pixels == std::vector<std::int32_t>{-1, -1, 1});
  CHECK_THROWS_WITH(gather_of_layouts("x", {1, 1, 1, 3}, from, {"more", {ByteSource::element(2)}}, 1),
                    "x: the layout from lacks an element of more");
}

TEST_CASE("vectors are gathered of vectors in DRAM, and of nothing but elements and zeros") {
  const TensorLayout ordinary = ordinary_layout(kShape, 8);
  CHECK(can_gather(ordinary, host_layout(kShape, HostOrder::nhwc), 8));
  CHECK_FALSE(can_gather(host_layout({1, 3, 1, 3}, HostOrder::nchw), ordinary_layout({1, 3, 1, 3}, 8), 8));
  CHECK_FALSE(can_gather(ordinary, host_layout({1, 15, 1, 1}, HostOrder::nchw), 8));
  CHECK_FALSE(can_gather(ordinary, TensorLayout::within_program(0), 1));
  CHECK_FALSE(can_gather(TensorLayout::within_program(0), ordinary, 1));
  CHECK_FALSE(can_gather(ordinary, {"ones", {ByteSource::constant(1)}}, 1));
  CHECK(can_gather(ordinary, {"zeros", {ByteSource::constant(0), ByteSource::anything()}}, 1));
}

}  // namespace vtasim::compiler
