#include "isa/rules/burst_commands.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <vector>

namespace vtasim::isa {
namespace {

std::vector<BurstCommand> all(BurstCommands commands) {
  std::vector<BurstCommand> list;
  while (!commands.empty()) list.push_back(commands.next());
  return list;
}

TEST_CASE("bursts cover each row, beat by beat, up to the boundaries", "[burst_commands]") {
  REQUIRE(rc::check("against beats", [] {
    HardwareConfig config;
    config.bus_bytes = 1 << *rc::gen::inRange(3, 7);
    config.max_burst_beats = 1 << *rc::gen::inRange(4, 9);
    const auto address = *rc::gen::inRange(0U, 1U << 20);
    const auto rows = *rc::gen::inRange(1U, 5U);
    const auto bytes = *rc::gen::inRange(1U, 20000U);
    const auto stride = *rc::gen::inRange(0U, 40000U);
    const auto bus = static_cast<std::uint32_t>(config.bus_bytes);
    const std::uint32_t boundary = bus * static_cast<std::uint32_t>(config.max_burst_beats);
    std::vector<std::uint32_t> expected;  // addresses of the beats
    for (std::uint32_t row = 0; row < rows; ++row) {
      const std::uint32_t begin = address + row * stride;
      for (std::uint32_t beat = begin / bus * bus; beat < begin + bytes; beat += bus) expected.push_back(beat);
    }
    std::vector<std::uint32_t> got;
    for (const BurstCommand& command : all({config, address, rows, bytes, stride})) {
      RC_ASSERT(command.beats >= 1U);
      RC_ASSERT(command.address / boundary == (command.address + command.beats * bus - 1) / boundary);
      for (std::uint32_t i = 0; i < command.beats; ++i) got.push_back(command.address + i * bus);
    }
    RC_ASSERT(got == expected);
  }));
}

TEST_CASE("a row is one burst where no boundary is in the way", "[burst_commands]") {
  const HardwareConfig config;  // 64 bits, 256 beats: boundaries every 2,048 bytes
  const auto aligned = all({config, 4096, 2, 2048, 8192});
  REQUIRE(aligned.size() == 2);
  REQUIRE(aligned[1].address == 4096 + 8192);
  REQUIRE(aligned[1].beats == 256);
  const auto crossing = all({config, 4096 + 16, 1, 2048, 0});
  REQUIRE(crossing.size() == 2);
  REQUIRE(crossing[0].beats == 254);
  REQUIRE(crossing[1].beats == 2);
  REQUIRE(all(BurstCommands::single(config, 4096 + 16, 256)).size() == 1);
  REQUIRE(all({config, 4096, 0, 64, 0}).empty());
}

}  // namespace
}  // namespace vtasim::isa
