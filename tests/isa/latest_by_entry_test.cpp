#include "isa/latest_by_entry.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

namespace vtasim::isa {

TEST_CASE("the latest index of some entries, by hand") {
  LatestByEntry entries(8);
  CHECK(entries.latest(0, 8) == LatestByEntry::kNone);
  entries.set(2, 5, 10);
  entries.set(4, 7, 11);
  CHECK(entries.latest(0, 2) == LatestByEntry::kNone);
  CHECK(entries.latest(1, 3) == 10);
  CHECK(entries.latest(3, 5) == 11);
  CHECK(entries.latest(6, 7) == 11);
  CHECK(entries.latest(7, 8) == LatestByEntry::kNone);
  entries.set(5, 6, 12);
  CHECK(entries.latest(4, 5) == 11);
  CHECK(entries.latest(5, 6) == 12);
  CHECK(entries.latest(6, 8) == 11);
}

TEST_CASE("pieces of entries are what an index for each entry says") {
  rc::prop("random ranges", [] {
    const auto depth = *rc::gen::inRange<std::uint32_t>(1, 24);
    LatestByEntry entries(depth);
    std::vector<LatestByEntry::Index> plain(depth, LatestByEntry::kNone);
    for (auto index = *rc::gen::inRange<LatestByEntry::Index>(0, 30); index > 0; --index) {
      const auto begin = *rc::gen::inRange<std::uint32_t>(0, depth);
      const auto end = *rc::gen::inRange<std::uint32_t>(begin + 1, depth + 1);
      entries.set(begin, end, index);
      std::fill(plain.begin() + begin, plain.begin() + end, index);
      for (std::uint32_t from = 0; from < depth; ++from) {
        for (std::uint32_t to = from + 1; to <= depth; ++to) {
          RC_ASSERT(entries.latest(from, to) == *std::max_element(plain.begin() + from, plain.begin() + to));
          std::vector<LatestByEntry::Index> pieces;
          entries.for_each_piece(from, to, [&](std::uint32_t count, LatestByEntry::Index latest) {
            RC_ASSERT(count > 0);
            pieces.insert(pieces.end(), count, latest);
          });
          RC_ASSERT(pieces == std::vector(plain.begin() + from, plain.begin() + to));
        }
      }
    }
  });
}

}  // namespace vtasim::isa
