#include "isa/assembly/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "isa/base/error.h"
#include "isa/base/files.h"

namespace vtasim::isa {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& problem) {
  throw Error(fmt::format("{}: {}", file.string(), problem));
}

/// The value of a key of the header, a Python dictionary as NumPy writes it: up to the comma behind it.
std::string_view value_of(std::string_view header, std::string_view key) {
  const std::size_t at = header.find(fmt::format("'{}': ", key));
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size() + 4;
  const bool tuple = header.substr(begin, 1) == "(";
  const std::size_t end = header.find(tuple ? ')' : ',', begin);
  return header.substr(begin, end == std::string_view::npos ? 0 : end - begin + (tuple ? 1 : 0));
}

/// Bytes of an element; 0 for what is no little-endian integer.
std::size_t element_bytes(std::string_view type) {
  constexpr std::array<std::string_view, 4> kOneByte = {"'|i1'", "'|u1'", "'<i1'", "'<u1'"};
  if (std::find(kOneByte.begin(), kOneByte.end(), type) != kOneByte.end()) return 1;
  for (const std::size_t bytes : {2U, 4U, 8U}) {
    if (type == fmt::format("'<i{}'", bytes) || type == fmt::format("'<u{}'", bytes)) return bytes;
  }
  return 0;
}

}  // namespace

std::vector<std::uint8_t> read_npy(const std::filesystem::path& file) {
  const std::string content = read_whole_file(file);
  const std::string_view text = content;
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(text[i])); };
  constexpr std::size_t kVersion = kMagic.size();
  if (text.size() < kVersion + 6 || text.substr(0, kVersion) != kMagic || byte(kVersion) < 1 || byte(kVersion) > 3) {
    fail(file, "is no array that NumPy saved (.npy, versions 1 to 3)");
  }
  const bool short_header = byte(kVersion) == 1;
  const std::size_t begin = kVersion + (short_header ? 4 : 6);
  std::size_t size = byte(kVersion + 2) | byte(kVersion + 3) << 8;
  if (!short_header) size |= byte(kVersion + 4) << 16 | byte(kVersion + 5) << 24;
  if (size > text.size() - begin) fail(file, "ends within its header");
  const std::string_view header = text.substr(begin, size);
  const std::string_view type = value_of(header, "descr");
  const std::size_t element = element_bytes(type);
  if (element == 0) fail(file, fmt::format("has elements of type {}; they must be little-endian integers", type));
  if (value_of(header, "fortran_order") != "False") fail(file, "has its elements in Fortran's order; save it in C's");
  const std::string_view data = text.substr(begin + size);
  if (data.size() % element != 0) fail(file, "ends within an element");
  return {data.begin(), data.end()};
}

}  // namespace vtasim::isa
