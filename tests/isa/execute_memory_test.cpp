#include <catch2/catch.hpp>
#include <numeric>

#include "configs.h"
#include "isa/semantics.h"

namespace vtasim::isa {
namespace {

/// acc is 8 entries of 8 lanes; DRAM entry n is full of n + 1, so that zeros are padding and 99 is what was not
/// touched.
class LoadFixture {
 public:
  LoadFixture() : config_(config_of(3, {5, 4, 3, 3})), state_(config_) {
    std::vector<std::uint8_t> dram;
    for (std::size_t n = 0; n < 100; ++n) {
      for (std::size_t k = 0; k < 8; ++k) {
        const auto value = static_cast<std::int32_t>(n + 1);
        for (int shift = 0; shift < 32; shift += 8) dram.push_back(static_cast<std::uint8_t>(value >> shift));
      }
    }
    state_.dram = dram;
    std::fill(state_.acc.begin(), state_.acc.end(), 99);
  }
  /// What is in the entries of acc afterwards; -1 where the lanes of one differ.
  std::vector<std::int32_t> run(const Load& load) {
    execute(load, config_, state_);
    std::vector<std::int32_t> entries;
    for (std::size_t n = 0; n < 8; ++n) {
      const auto first = state_.acc.begin() + static_cast<std::ptrdiff_t>(n * 8);
      entries.push_back(std::count(first, first + 8, *first) == 8 ? *first : -1);
    }
    return entries;
  }

 private:
  HardwareConfig config_;
  ArchState state_;
};

using Entries = std::vector<std::int32_t>;

Load acc_load(std::uint32_t y, std::uint32_t x, std::uint32_t stride) {
  Load load;
  load.buffer = static_cast<std::uint32_t>(Buffer::acc);
  load.sram_base = 1;
  load.dram_base = 10;
  load.y_size = y;
  load.x_size = x;
  load.x_stride = stride;
  return load;
}

TEST_CASE_METHOD(LoadFixture, "LOAD copies rows that lie a stride apart") {
  CHECK(run(acc_load(2, 3, 5)) == Entries{99, 11, 12, 13, 16, 17, 18, 99});
}

TEST_CASE_METHOD(LoadFixture, "LOAD repeats a row with stride 0") {
  CHECK(run(acc_load(3, 1, 0)) == Entries{99, 11, 11, 11, 99, 99, 99, 99});
}

TEST_CASE_METHOD(LoadFixture, "LOAD pads with zeros left and right") {
  Load load = acc_load(2, 1, 2);
  load.x_pad_0 = 1;
  load.x_pad_1 = 1;
  CHECK(run(load) == Entries{99, 0, 11, 0, 0, 13, 0, 99});
}

TEST_CASE_METHOD(LoadFixture, "LOAD pads with rows of zeros above and below, as wide as the padded row") {
  Load load = acc_load(1, 1, 1);
  load.y_pad_0 = 1;
  load.y_pad_1 = 2;
  load.x_pad_1 = 1;
  load.sram_base = 0;
  CHECK(run(load) == Entries{0, 0, 11, 0, 0, 0, 0, 0});
}

TEST_CASE_METHOD(LoadFixture, "LOAD wraps at the end of the scratchpad") {
  Load load = acc_load(2, 2, 2);
  load.sram_base = 8 * 5 + 6;
  CHECK(run(load) == Entries{13, 14, 99, 99, 99, 99, 11, 12});
}

TEST_CASE_METHOD(LoadFixture, "LOAD longer than the scratchpad leaves its last entries") {
  Load load = acc_load(1, 19, 0);
  load.sram_base = 0;
  CHECK(run(load) == Entries{27, 28, 29, 22, 23, 24, 25, 26});
}

TEST_CASE_METHOD(LoadFixture, "LOAD of width 0 or height 0 writes nothing, whatever its padding") {
  Load load = acc_load(2, 0, 0);
  load.x_pad_0 = 1;
  load.y_pad_0 = 1;
  CHECK(run(load) == Entries(8, 99));
  load.x_size = 2;
  load.y_size = 0;
  CHECK(run(load) == Entries(8, 99));
}

TEST_CASE("LOAD's elements are those of its buffer") {
  const HardwareConfig config = config_of(3, {5, 4, 3, 3});
  ArchState state(config);
  state.dram.resize(1024);
  std::iota(state.dram.begin(), state.dram.end(), std::uint8_t{0});
  Load load = acc_load(1, 1, 1);
  load.dram_base = 2;
  load.buffer = static_cast<std::uint32_t>(Buffer::uop);
  execute(load, config, state);
  CHECK(state.uop[1] == 0x0b0a0908);
  load.buffer = static_cast<std::uint32_t>(Buffer::inp);
  execute(load, config, state);
  CHECK(state.inp[8] == 16);
  CHECK(state.inp[15] == 23);
  load.buffer = static_cast<std::uint32_t>(Buffer::wgt);
  execute(load, config, state);
  CHECK(state.wgt[64] == static_cast<std::int8_t>(128));
  CHECK(state.wgt[127] == static_cast<std::int8_t>(191));
  CHECK(state.wgt[128] == 0);
  load.buffer = static_cast<std::uint32_t>(Buffer::acc);
  execute(load, config, state);
  CHECK(state.acc[8] == 0x43424140);
  CHECK(state.out == AlignedVector<std::int8_t>(8 * 8, 0));
  // The address is cut to 32 bits.
  load.dram_base = 0x40000001;
  load.buffer = static_cast<std::uint32_t>(Buffer::uop);
  execute(load, config, state);
  CHECK(state.uop[1] == 0x07060504);
}

TEST_CASE("STORE copies rows of out to rows that lie a stride apart") {
  const HardwareConfig config = config_of(3, {5, 4, 3, 3});
  ArchState state(config);
  std::iota(state.out.begin(), state.out.end(), std::int8_t{0});
  state.dram = std::vector<std::uint8_t>(10 * 8, 200);
  Store store;
  store.buffer = static_cast<std::uint32_t>(Buffer::wgt);  // Not looked at.
  store.sram_base = 6;
  store.dram_base = 1;
  store.y_size = 2;
  store.x_size = 2;
  store.x_stride = 3;
  execute(store, config, state);
  // Out entries 6, 7, then 0 and 1, whose bytes are 8 n to 8 n + 7.
  const std::vector<int> entries = {-1, 6, 7, -1, 0, 1, -1, -1, -1, -1};
  for (std::size_t n = 0; n < entries.size(); ++n) {
    CHECK(state.dram[n * 8] == (entries[n] < 0 ? 200 : entries[n] * 8));
    CHECK(state.dram[n * 8 + 7] == (entries[n] < 0 ? 200 : entries[n] * 8 + 7));
  }
  const DramImage before = state.dram;
  store.dram_base = 0;
  store.y_size = 0;
  execute(store, config, state);
  store.y_size = 1;
  store.x_size = 0;
  execute(store, config, state);
  CHECK(state.dram == before);
}

TEST_CASE("A STORE with y_size 0 writes 65,536 rows where the bus is narrower than an out vector") {
  Store store;
  store.x_size = 1;
  CHECK(store_rows(store, find_hardware_config("b16-bus64")) == 65536);
  CHECK(store_rows(store, find_hardware_config("b16-bus128")) == 0);
  store.y_size = 7;
  CHECK(store_rows(store, find_hardware_config("b16-bus64")) == 7);
}

}  // namespace
}  // namespace vtasim::isa
