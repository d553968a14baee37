#include "compiler/codegen/safe_loads.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "isa/rules/in_flight.h"
#include "isa/rules/transfer.h"
#include "isa/semantics.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// The inp scratchpad after LOADs, from one where every byte is 77.
isa::AlignedVector<std::int8_t> inp_after(const std::vector<isa::Load>& loads, const isa::HardwareConfig& config) {
  isa::ArchState state(config);
  state.dram.resize(1 << 14);
  for (std::size_t i = 0; i < state.dram.size(); ++i) state.dram[i] = static_cast<std::uint8_t>(i * 31 + i / 256);
  state.inp.assign(state.inp.size(), 77);
  for (const isa::Load& load : loads) execute(load, config, state);
  return state.inp;
}

}  // namespace

TEST_CASE("a load unit's counter holds the scratchpad's beats, and twice as many where elements are narrow") {
  const isa::HardwareConfig narrow = configuration(4, 64, {11, 11, 10, 11});
  CHECK(isa::in_flight_limit(isa::Buffer::inp, narrow) == 2048 * 2);
  CHECK(isa::in_flight_limit(isa::Buffer::wgt, narrow) == 1024 * 32);
  CHECK(isa::in_flight_limit(isa::Buffer::uop, narrow) == 2048);
  const isa::HardwareConfig wide = configuration(4, 256, {11, 11, 10, 11});
  CHECK(isa::in_flight_limit(isa::Buffer::inp, wide) == 2048);
  CHECK(isa::in_flight_limit(isa::Buffer::wgt, wide) == 1024 * 8);
  CHECK(isa::in_flight_limit(isa::Buffer::inp, configuration(4, 128, {})) == 2 * 2048);
}

TEST_CASE("a load of the whole scratchpad is cut in two, a shorter one stays") {
  const isa::HardwareConfig config = configuration(4, 64, {11, 4, 10, 11});
  isa::Load load;
  load.buffer = static_cast<std::uint32_t>(isa::Buffer::inp);
  load.y_size = 1;
  load.x_size = 15;
  CHECK(safe_loads(load, config).size() == 1);
  load.x_size = 16;
  const std::vector<isa::Load> parts = safe_loads(load, config);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].x_size == 15);
  CHECK(parts[1].x_size == 1);
  CHECK(parts[1].sram_base == 15);
  CHECK(parts[1].dram_base == 15);
}

TEST_CASE("parts are safe and load together what the whole loads") {
  rc::prop("random loads", [] {
    const int bus = *rc::gen::element(64, 128, 256, 512);
    const isa::HardwareConfig config =
        configuration(*rc::gen::inRange(3, 6), bus, {11, *rc::gen::inRange(4, 6), 10, 11});
    const auto depth = static_cast<std::uint32_t>(config.inp_depth);
    isa::Load load;
    load.buffer = static_cast<std::uint32_t>(isa::Buffer::inp);
    load.y_size = *rc::gen::inRange(1u, depth + 1);
    load.x_size = *rc::gen::inRange(1u, depth / load.y_size + 1);
    load.x_stride = load.x_size + *rc::gen::inRange(0u, 3u);
    load.dram_base = *rc::gen::inRange(0u, 8u);
    const std::uint32_t room = depth - load.y_size * load.x_size;
    if (room >= load.y_size) load.x_pad_0 = *rc::gen::inRange(0u, std::min(room / load.y_size, 3u) + 1);
    const std::uint32_t width = load.x_pad_0 + load.x_size;
    if (depth - load.y_size * width >= 2 * width) load.y_pad_0 = load.y_pad_1 = 1;
    const std::vector<isa::Load> parts = safe_loads(load, config);
    for (const isa::Load& part : parts) {
      RC_ASSERT(beats_of(transfer_of(part, config), config) < isa::in_flight_limit(isa::Buffer::inp, config));
    }
    RC_ASSERT(inp_after(parts, config) == inp_after({load}, config));
  });
}

}  // namespace vtasim::compiler
