#include "isa/dumps/address_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "isa/assembly/line_scanner.h"
#include "isa/base/error.h"
#include "isa/base/files.h"

namespace vtasim::isa {
namespace {

constexpr std::array<std::string_view, kDumpedObjectCount> kNames = {"INP", "WGT", "ACC", "ACC_BIS",
                                                                     "OUT", "UOP", "INSN"};
// Addresses have 32 bits.
constexpr std::int64_t kLargestAddress = (std::int64_t{1} << 32) - 1;

PlacedObject parse_line(LineScanner& line) {
  const std::string name = line.word();
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) {
    line.fail(fmt::format("object is \"{}\"; a line is OBJECT,PHYSICAL,LOGICAL with one of {}", name,
                          fmt::join(kNames, ", ")));
  }
  PlacedObject placed;
  placed.object = static_cast<DumpedObject>(found - kNames.begin());
  placed.where = line.where();
  if (!line.accept(",")) line.fail_expected("a comma and the physical address");
  placed.physical = static_cast<std::uint64_t>(line.number(name + "'s physical address", 0, kLargestAddress));
  if (!line.accept(",")) line.fail_expected("a comma and the logical address");
  placed.logical = static_cast<std::uint64_t>(line.number(name + "'s logical address", 0, kLargestAddress));
  line.expect_end();
  return placed;
}

}  // namespace

std::string_view to_string(DumpedObject object) { return kNames[static_cast<std::size_t>(object)]; }

std::vector<PlacedObject> read_address_table(const std::filesystem::path& file) {
  const std::string text = read_whole_file(file);
  std::vector<PlacedObject> table;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    LineScanner line(std::string_view(text).substr(begin, end - begin), fmt::format("{}:{}", file.string(), ++number));
    begin = end + 1;
    if (line.at_end()) continue;
    PlacedObject placed = parse_line(line);
    const auto same = std::find_if(table.begin(), table.end(),
                                   [&](const PlacedObject& earlier) { return earlier.object == placed.object; });
    if (same != table.end()) {
      line.fail(fmt::format("{} stands there twice, at {} already", to_string(placed.object), same->where));
    }
    table.push_back(std::move(placed));
  }
  if (table.empty()) {
    throw Error(fmt::format("{}: has no addresses; a line is OBJECT,PHYSICAL,LOGICAL, such as INP,0x1000,0x100",
                            file.string()));
  }
  return table;
}

}  // namespace vtasim::isa
