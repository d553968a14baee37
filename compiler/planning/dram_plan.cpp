#include "compiler/planning/dram_plan.h"

#include <algorithm>
#include <numeric>

#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

std::int64_t most_alive(const std::vector<DramArray>& arrays) {
  std::int64_t most = 0;
  for (const DramArray& at : arrays) {  // Most live where some array begins to.
    std::int64_t alive = 0;
    for (const DramArray& array : arrays) {
      if (array.first_step <= at.first_step && at.first_step <= array.last_step) alive += array.bytes;
    }
    most = std::max(most, alive);
  }
  return most;
}

}  // namespace

DramPlan plan_dram(const std::vector<DramArray>& arrays, std::uint64_t begin) {
  DramPlan plan;
  plan.addresses.resize(arrays.size());
  plan.end = begin;
  std::vector<std::size_t> order(arrays.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return arrays[a].bytes > arrays[b].bytes; });
  std::vector<std::size_t> placed;  // By address.
  for (const std::size_t index : order) {
    const DramArray& array = arrays[index];
    const auto bytes = static_cast<std::uint64_t>(array.bytes);
    const auto aligned = [&](std::uint64_t address) { return ceil_div(address, array.alignment) * array.alignment; };
    std::uint64_t address = aligned(begin);
    for (const std::size_t other : placed) {
      if (!array.lives_with(arrays[other])) continue;
      if (address + bytes <= plan.addresses[other]) break;
      address = std::max(address, aligned(plan.addresses[other] + static_cast<std::uint64_t>(arrays[other].bytes)));
    }
    plan.addresses[index] = address;
    plan.end = std::max(plan.end, address + bytes);
    plan.without_reuse += array.bytes;
    placed.insert(std::upper_bound(placed.begin(), placed.end(), address,
                                   [&](std::uint64_t a, std::size_t i) { return a < plan.addresses[i]; }),
                  index);
  }
  plan.used = static_cast<std::int64_t>(plan.end - begin);
  plan.most_alive = most_alive(arrays);
  return plan;
}

}  // namespace vtasim::compiler
