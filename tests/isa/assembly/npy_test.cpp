#include "isa/assembly/npy.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/support/temporary_directory.h"

namespace vtasim::isa {
namespace {

using namespace std::string_literals;
using Catch::Matchers::Contains;
using Bytes = std::vector<std::uint8_t>;

/// As numpy.save() writes it, version 1.
std::string array(const std::string& type, const std::string& data, const std::string& order = "False") {
  const std::string header = "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': (2, 2), }\n";
  return "\x93NUMPY\x01\x00"s + static_cast<char>(header.size()) + '\0' + header + data;
}

Bytes read(const std::string& content) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "a.npy") << content;
  return read_npy(directory / "a.npy");
}

}  // namespace

TEST_CASE("arrays that NumPy saved are read as bytes") {
  CHECK(read(array("|i1", "\x01\x02\xff\x04")) == Bytes{1, 2, 255, 4});
  CHECK(read(array("<i4", "\x01\x00\x00\x00\xff\xff\xff\xff"s)) == Bytes{1, 0, 0, 0, 255, 255, 255, 255});
  // Version 2 has four bytes for the header's length.
  std::string second = array("|u1", "\x07");
  second[6] = 2;
  second.insert(10, 2, '\0');
  CHECK(read(second) == Bytes{7});
}

TEST_CASE("arrays that cannot be taken as they are are refused") {
  CHECK_THROWS_WITH(read(array("<f4", "abcd")), Contains("a.npy: has elements of type '<f4'; they must be"));
  CHECK_THROWS_WITH(read(array(">i2", "ab")), Contains("elements of type '>i2'"));
  CHECK_THROWS_WITH(read(array("|i1", "abcd", "True")), Contains("in Fortran's order"));
  CHECK_THROWS_WITH(read(array("<i4", "abc")), Contains("ends within an element"));
  CHECK_THROWS_WITH(read(array("|i1", "").substr(0, 30)), Contains("ends within its header"));
  CHECK_THROWS_WITH(read("numpy"), Contains("is no array that NumPy saved"));
  CHECK_THROWS_WITH(read(""), Contains("is no array that NumPy saved"));
  CHECK_THROWS_WITH(read("\x93NUMPY\x01\x00\x02\x00{}"s), Contains("has elements of type ;"));
}

}  // namespace vtasim::isa
