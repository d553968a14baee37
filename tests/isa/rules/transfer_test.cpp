#include "isa/rules/transfer.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "isa/rules/burst_commands.h"
#include "isa/rules/write_path.h"
#include "tests/support/configurations.h"

namespace vtasim::isa {
namespace {

Load load_of(Buffer buffer, std::uint32_t dram_base, std::uint32_t rows, std::uint32_t width, std::uint32_t stride) {
  Load load;
  load.buffer = static_cast<std::uint32_t>(buffer);
  load.dram_base = dram_base;
  load.y_size = rows;
  load.x_size = width;
  load.x_stride = stride;
  return load;
}

bool overlap_byte_by_byte(const Transfer& a, const Transfer& b) {
  for (std::uint64_t i = 0; i < a.rows; ++i) {
    for (std::uint64_t j = 0; j < b.rows; ++j) {
      const std::uint64_t from_a = a.address + i * a.stride_bytes;
      const std::uint64_t from_b = b.address + j * b.stride_bytes;
      if (from_a < from_b + b.row_bytes && from_b < from_a + a.row_bytes) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("a transfer is in bytes, whatever the element") {
  const HardwareConfig config = configuration(4, 64, {});
  const Transfer wgt = transfer_of(load_of(Buffer::wgt, 3, 2, 5, 7), config);
  CHECK(wgt.address == 3 * 256);
  CHECK(wgt.row_bytes == 5 * 256);
  CHECK(wgt.rows == 2);
  CHECK(wgt.stride_bytes == 7 * 256);
  CHECK(wgt.bytes() == 2 * 5 * 256);
  CHECK(wgt.end() == (3 + 7 + 5) * 256);
  CHECK(transfer_of(load_of(Buffer::uop, 3, 2, 5, 7), config).row_bytes == 20);
  CHECK(transfer_of(load_of(Buffer::inp, 3, 4, 0, 7), config).bytes() == 0);
  Store store;
  store.y_size = 1;
  store.x_size = 2;
  CHECK(transfer_of(store, config).row_bytes == 32);
}

TEST_CASE("beats are those that the rows touch") {
  const HardwareConfig config = configuration(4, 256, {});
  CHECK(beats_of({0, 64, 1, 0}, config) == 2);
  CHECK(beats_of({16, 64, 1, 0}, config) == 3);
  CHECK(beats_of({16, 16, 3, 32}, config) == 3);
  CHECK(beats_of({0, 0, 0, 0}, config) == 0);
}

TEST_CASE("store cycles: 4 a burst, its beats, and the reads of further vectors on a narrow bus") {
  const HardwareConfig narrow = configuration(4, 64, {}, 16);  // Bursts of up to 128 bytes, two beats a vector.
  CHECK(store_cycles_of({0, 16, 1, 0}, narrow) == 4 + 2);
  CHECK(store_cycles_of({0, 64, 1, 0}, narrow) == 4 + 8 + 3);
  CHECK(store_cycles_of({64, 128, 1, 0}, narrow) == 2 * (4 + 8 + 3));
  CHECK(store_cycles_of({0, 16, 3, 64}, narrow) == 3 * 6);
  const HardwareConfig wide = configuration(4, 256, {});
  CHECK(store_cycles_of({0, 96, 1, 0}, wide) == 4 + 3);
  CHECK(store_cycles_of({16, 96, 1, 0}, wide) == 4 + 4);
}

TEST_CASE("store cycles and beats are those of the bursts, one by one") {
  rc::prop("random transfers", [] {
    const HardwareConfig config =
        configuration(*rc::gen::inRange(3, 7), *rc::gen::element(64, 128, 512), {}, *rc::gen::element(16, 64));
    const auto anything = [](std::uint64_t end) { return *rc::gen::inRange<std::uint64_t>(0, end); };
    const auto bus = static_cast<std::uint64_t>(config.bus_bytes);
    const std::uint64_t step = *rc::gen::element<std::uint64_t>(4, bus, 64 * bus);  // Rows begin alike, or do not.
    const Transfer transfer{4 * anything(2000), anything(40 * bus), anything(6), step * anything(20)};
    BurstCommands bursts(config, static_cast<std::uint32_t>(transfer.address),
                         static_cast<std::uint32_t>(transfer.rows), static_cast<std::uint32_t>(transfer.row_bytes),
                         static_cast<std::uint32_t>(transfer.stride_bytes));
    std::int64_t beats = 0;
    std::int64_t cycles = 0;
    while (!bursts.empty()) {
      const BurstCommand burst = bursts.next();
      beats += burst.beats;
      cycles += write_burst_cycles(burst.beats, config);
    }
    RC_ASSERT(beats_of(transfer, config) == beats);
    RC_ASSERT(store_cycles_of(transfer, config) == cycles);
  });
}

TEST_CASE("overlap of strided transfers agrees with comparing all rows") {
  CHECK_FALSE(overlap({0, 4, 3, 8}, {4, 4, 3, 8}));
  CHECK(overlap({0, 4, 3, 8}, {4, 5, 1, 0}));
  rc::prop("random transfers", [] {
    const auto transfer = [] {
      return Transfer{*rc::gen::inRange<std::uint64_t>(0, 60), *rc::gen::inRange<std::uint64_t>(1, 12),
                      *rc::gen::inRange<std::uint64_t>(0, 5), *rc::gen::inRange<std::uint64_t>(0, 20)};
    };
    const Transfer a = transfer();
    const Transfer b = transfer();
    RC_ASSERT(overlap(a, b) == overlap_byte_by_byte(a, b));
    RC_ASSERT(overlap(b, a) == overlap_byte_by_byte(a, b));
  });
}

}  // namespace vtasim::isa
