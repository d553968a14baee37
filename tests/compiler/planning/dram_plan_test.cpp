#include "compiler/planning/dram_plan.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

namespace vtasim::compiler {

TEST_CASE("arrays that live at the same time never share bytes") {
  rc::prop("random arrays", [] {
    std::vector<DramArray> arrays(static_cast<std::size_t>(*rc::gen::inRange(0, 12)));
    for (DramArray& array : arrays) {
      array.bytes = *rc::gen::inRange(0, 100);
      array.alignment = std::uint64_t{1} << *rc::gen::inRange(0, 6);
      array.first_step = static_cast<std::size_t>(*rc::gen::inRange(0, 8));
      array.last_step = array.first_step + static_cast<std::size_t>(*rc::gen::inRange(0, 4));
    }
    const DramPlan plan = plan_dram(arrays, 4096);
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      const auto end = plan.addresses[i] + static_cast<std::uint64_t>(arrays[i].bytes);
      RC_ASSERT(plan.addresses[i] >= 4096U);
      RC_ASSERT(plan.addresses[i] % arrays[i].alignment == 0U);
      RC_ASSERT(end <= plan.end);
      bytes += arrays[i].bytes;
      for (std::size_t j = 0; j < i; ++j) {
        if (!arrays[i].lives_with(arrays[j])) continue;
        const auto other_end = plan.addresses[j] + static_cast<std::uint64_t>(arrays[j].bytes);
        RC_ASSERT(end <= plan.addresses[j] || other_end <= plan.addresses[i]);
      }
    }
    RC_ASSERT(plan.without_reuse == bytes);
    RC_ASSERT(plan.most_alive <= plan.used);
  });
}

TEST_CASE("a chain of tensors takes the bytes of two neighbours") {
  std::vector<DramArray> arrays;
  for (std::size_t i = 0; i < 6; ++i) arrays.push_back({"", 100, 4, i, i + 1});
  const DramPlan plan = plan_dram(arrays, 0);
  CHECK(plan.used == 200);
  CHECK(plan.most_alive == 200);
  CHECK(plan.without_reuse == 600);
}

TEST_CASE("an array goes into the lowest gap that holds it") {
  const std::vector<DramArray> arrays = {
      {"a", 100, 1, 0, 3}, {"b", 60, 1, 0, 0}, {"c", 50, 1, 0, 3}, {"d", 40, 1, 1, 3}};
  const DramPlan plan = plan_dram(arrays, 0);
  CHECK(plan.addresses == std::vector<std::uint64_t>{0, 100, 160, 100});
}

}  // namespace vtasim::compiler
