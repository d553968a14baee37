#include "isa/assembly/data_section.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "isa/base/split_mix.h"
#include "isa/instruction.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Bytes = std::vector<std::uint8_t>;

Bytes item(const char* text, const std::filesystem::path& folder = ".") {
  Bytes bytes{9};
  LineScanner line(text, "f:1");
  const bool taken = parse_data_item(line, folder, bytes);
  CHECK(taken);
  CHECK(bytes.front() == 9);  // It is added to what there is.
  bytes.erase(bytes.begin());
  return bytes;
}

}  // namespace

TEST_CASE("items of data sections") {
  CHECK(item("bytes 00 7f FF a0") == Bytes{0, 0x7f, 0xff, 0xa0});
  CHECK(item("zeros 3") == Bytes{0, 0, 0});
  const std::uint32_t word = encode(Uop{5, 16, 3});
  CHECK(item("uop 5 16 3") == Bytes{static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(word >> 8),
                                    static_cast<std::uint8_t>(word >> 16), static_cast<std::uint8_t>(word >> 24)});
  SplitMix64 random(4);
  CHECK(item("random 1 seed 4") == Bytes{static_cast<std::uint8_t>(random.next() >> 56)});
  CHECK(item("random 40 seed 4") != item("random 40 seed 5"));
  const TemporaryDirectory directory;
  std::ofstream(directory / "w.bin") << "abc";
  CHECK(item("file \"w.bin\"", directory.path()) == Bytes{'a', 'b', 'c'});
  LineScanner other("GEMM", "f:1");
  Bytes bytes;
  CHECK_FALSE(parse_data_item(other, ".", bytes));
}

TEST_CASE("items that are none are refused") {
  CHECK_THROWS_WITH(item("bytes 0 1"), Contains("f:1: 0 is no byte; bytes have two hexadecimal digits each"));
  CHECK_THROWS_WITH(item("bytes 0g"), Contains("0g is no byte"));
  CHECK_THROWS_WITH(item("zeros 0"), Contains("the number of zeros is 0; it must be 1 to 1073741824"));
  CHECK_THROWS_WITH(item("random 4"), Contains("expected seed; the line ends"));
  CHECK_THROWS_WITH(item("uop 2048 0 0"), Contains("acc of a micro-op is 2048; it must be 0 to 2047"));
  CHECK_THROWS_WITH(item("uop 0 0 1024"), Contains("wgt of a micro-op is 1024; it must be 0 to 1023"));
  CHECK_THROWS_WITH(item("uop 0 0"), Contains("wgt of a micro-op, a number; the line ends"));
  CHECK_THROWS_WITH(item("zeros 4 4"), Contains("expected the line's end; there is 4"));
  CHECK_THROWS_WITH(item("file \"no-such-file\""), Contains("no-such-file"));
}

}  // namespace vtasim::isa
