#include "isa/assembly/data_section.h"

#include <charconv>

#include "isa/assembly/npy.h"
#include "isa/base/append_word.h"
#include "isa/base/files.h"
#include "isa/base/split_mix.h"
#include "isa/instruction.h"

namespace vtasim::isa {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;

void parse_bytes(LineScanner& line, std::vector<std::uint8_t>& bytes) {
  while (!line.at_end()) {
    const std::string text = line.word();
    if (text.empty()) line.fail_expected("bytes");
    const char* const end = text.data() + text.size();
    std::uint8_t byte = 0;
    const bool whole = std::from_chars(text.data(), end, byte, 16).ptr == end;
    if (text.size() != 2 || !whole) line.fail(text + " is no byte; bytes have two hexadecimal digits each");
    bytes.push_back(byte);
  }
}

void parse_random(LineScanner& line, std::vector<std::uint8_t>& bytes) {
  const std::int64_t count = line.number("the number of random bytes", 1, kMostBytes);
  line.expect("seed");
  SplitMix64 random(static_cast<std::uint64_t>(line.number("the seed", 0, std::int64_t{1} << 62)));
  for (std::int64_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(random.next() >> 56));
}

void parse_uop(LineScanner& line, std::vector<std::uint8_t>& bytes) {
  const auto index = [&](std::string_view what, unsigned bits) {
    return static_cast<std::uint32_t>(line.number(what, 0, (std::int64_t{1} << bits) - 1));
  };
  Uop uop;
  uop.acc = index("acc of a micro-op", kUopAccBits);
  uop.inp = index("inp of a micro-op", kUopInpBits);
  uop.wgt = index("wgt of a micro-op", kUopWgtBits);
  append_word(encode(uop), bytes);
}

template <class Bytes>
void append(const Bytes& more, std::vector<std::uint8_t>& bytes) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

}  // namespace

bool parse_data_item(LineScanner& line, const std::filesystem::path& folder, std::vector<std::uint8_t>& bytes) {
  if (line.accept("bytes")) {
    parse_bytes(line, bytes);
  } else if (line.accept("zeros")) {
    bytes.resize(bytes.size() + static_cast<std::size_t>(line.number("the number of zeros", 1, kMostBytes)));
  } else if (line.accept("random")) {
    parse_random(line, bytes);
  } else if (line.accept("uop")) {
    parse_uop(line, bytes);
  } else if (line.accept("file")) {
    append(read_whole_file(folder / line.quoted("the file's name")), bytes);
  } else if (line.accept("npy")) {
    append(read_npy(folder / line.quoted("the file's name")), bytes);
  } else {
    return false;
  }
  line.expect_end();
  return true;
}

}  // namespace vtasim::isa
