#include "compiler/codegen/latest_by_address.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

namespace vtasim::compiler {
namespace {

using Index = LatestByAddress::Index;

constexpr std::uint64_t kGranule = 16;

/// One row of granules.
isa::Transfer granules(std::uint64_t begin, std::uint64_t count) { return {kGranule * begin, kGranule * count, 1, 0}; }

/// The latest of transfers that a transfer overlaps, one by one.
Index latest_of(const std::vector<std::pair<isa::Transfer, Index>>& all, const isa::Transfer& transfer) {
  Index latest = LatestByAddress::kNone;
  for (const auto& [other, index] : all) {
    if (overlap(other, transfer)) latest = std::max(latest, index);
  }
  return latest;
}

isa::Transfer random_transfer(std::uint64_t unit) {
  isa::Transfer transfer;
  // Around the ends of pages, and over some of them.
  transfer.address = unit * *rc::gen::inRange<std::uint64_t>(0, 16384 / unit);
  transfer.rows = *rc::gen::inRange<std::uint64_t>(0, 6);
  const std::uint64_t most = *rc::gen::element<std::uint64_t>(64, 1024, 16384);
  transfer.row_bytes = unit * *rc::gen::inRange<std::uint64_t>(1, most / unit + 1);
  transfer.stride_bytes = unit * *rc::gen::inRange<std::uint64_t>(0, 2 * most / unit);
  return transfer;
}

}  // namespace

TEST_CASE("the latest index of a transfer's bytes, by hand") {
  LatestByAddress latest(kGranule);
  CHECK(latest.latest(granules(0, 100000)) == LatestByAddress::kNone);
  latest.set(granules(200, 1000), 1);
  CHECK(latest.latest(granules(0, 200)) == LatestByAddress::kNone);
  CHECK(latest.latest(granules(199, 2)) == 1);
  CHECK(latest.latest(granules(1199, 1)) == 1);
  CHECK(latest.latest(granules(1200, 100000)) == LatestByAddress::kNone);
  latest.set({kGranule * 300, kGranule, 3, 4 * kGranule}, 2);  // Every fourth.
  CHECK(latest.latest({kGranule * 301, 3 * kGranule, 2, 4 * kGranule}) == 1);
  CHECK(latest.latest(granules(303, 2)) == 2);
  latest.set(granules(0, 2000), 3);
  CHECK(latest.latest(granules(304, 1)) == 3);
  CHECK(latest.latest({kGranule * 304, kGranule, 0, 0}) == LatestByAddress::kNone);
}

TEST_CASE("a part of a granule touches all of it") {
  LatestByAddress latest(kGranule);
  latest.set({kGranule + 12, 8, 1, 0}, 5);
  CHECK(latest.latest(granules(0, 1)) == LatestByAddress::kNone);
  CHECK(latest.latest(granules(1, 1)) == 5);
  CHECK(latest.latest({2 * kGranule + 12, 4, 1, 0}) == 5);
  CHECK(latest.latest(granules(3, 1)) == LatestByAddress::kNone);
}

TEST_CASE("nothing lies behind what addresses reach") {
  LatestByAddress latest(kGranule);
  const std::uint64_t last = (std::uint64_t{1} << 32) - kGranule;
  latest.set({last, 65535 * kGranule, 65535, 65535 * kGranule}, 5);
  CHECK(latest.latest({last, kGranule, 1, 0}) == 5);
  CHECK(latest.latest({last + kGranule, kGranule, 1, 0}) == LatestByAddress::kNone);
}

TEST_CASE("latest indices are those of the transfers that overlap") {
  // As STOREs are, of whole granules; and what is held against them, of micro-ops.
  rc::prop("random transfers", [] {
    LatestByAddress latest(kGranule);
    std::vector<std::pair<isa::Transfer, Index>> all;
    for (auto index = *rc::gen::inRange<Index>(0, 30); index > 0; --index) {
      const Index next = static_cast<Index>(all.size());
      const isa::Transfer stored = random_transfer(kGranule);
      latest.set(stored, next);
      all.emplace_back(stored, next);
      const isa::Transfer loaded = random_transfer(4);
      RC_ASSERT(latest.latest(loaded) == latest_of(all, loaded));
    }
  });
}

}  // namespace vtasim::compiler
