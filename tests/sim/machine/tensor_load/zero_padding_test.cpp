#include "sim/machine/tensor_load/zero_padding.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <set>

namespace vtasim::machine {
namespace {

/// The unit cycle by cycle: which padding elements remain, and what each cycle may do. Returns its first idle cycle.
Cycle by_cycles(const isa::MemFields& f, Cycle first, const std::set<Cycle>& data) {
  const Cycle width = Cycle{f.x_pad_0} + f.x_size + f.x_pad_1;
  const Cycle sides = Cycle{f.x_pad_0} + f.x_pad_1;
  Cycle top = f.y_pad_0 * width;
  Cycle rows = f.y_size;
  Cycle in_row = sides;
  Cycle bottom = f.y_pad_1 * width;
  Cycle cycle = first;
  for (;; ++cycle) {
    const bool free = data.count(cycle) == 0;
    if (top > 0) {
      if (free) --top;
    } else if (sides > 0 && rows > 0) {
      if (free && --in_row == 0) {
        --rows;
        in_row = sides;
      }
    } else if (sides == 0 && bottom > 0 && rows > 0) {
      --rows;  // counts past the data rows whether it could write or not
    } else if (bottom > 0) {
      if (free) --bottom;
    } else {
      return cycle;
    }
  }
}

TEST_CASE("zero padding takes the cycles without data", "[zero_padding]") {
  REQUIRE(rc::check("equals a walk over the cycles", [] {
    isa::MemFields f;
    f.x_size = *rc::gen::inRange(1U, 6U);
    f.y_size = *rc::gen::inRange(1U, 6U);
    for (std::uint32_t* pad : {&f.x_pad_0, &f.x_pad_1, &f.y_pad_0, &f.y_pad_1}) *pad = *rc::gen::inRange(0U, 4U);
    const Cycle first = *rc::gen::inRange(0, 4);
    ZeroPadding padding;
    padding.start(f, first);
    std::set<Cycle> data;
    Cycle cursor = first;
    const auto bursts = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 12), rc::gen::inRange(1, 9)));
    for (const auto& [gap, beats] : bursts) {
      const Cycle begin = cursor + gap;
      for (Cycle c = begin; c < begin + beats; ++c) data.insert(c);
      padding.data(begin, begin + beats - 1);
      cursor = begin + beats;
    }
    const bool any = f.x_pad_0 + f.x_pad_1 + f.y_pad_0 + f.y_pad_1 > 0;
    // After the padding is written the unit's idle cycle is of no consequence before the data ends.
    const Cycle expected = by_cycles(f, first, data);
    if (!any) {
      RC_ASSERT(padding.finish() == first);
    } else {
      RC_ASSERT(std::max(padding.finish(), cursor) == std::max(expected, cursor));
    }
  }));
}

}  // namespace
}  // namespace vtasim::machine
