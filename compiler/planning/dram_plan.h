#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vtasim::compiler {

/// An array that has to be in DRAM from a step of a run to another, both included.
struct DramArray {
  std::string name;
  std::int64_t bytes = 0;
  std::uint64_t alignment = 1;
  std::size_t first_step = 0;
  std::size_t last_step = 0;
  bool lives_with(const DramArray& other) const {
    return first_step <= other.last_step && other.first_step <= last_step;
  }
};

/// Where arrays lie: those that live at different times in the same bytes.
struct DramPlan {
  std::vector<std::uint64_t> addresses;  ///< Of each array.
  std::uint64_t end = 0;                 ///< Of the last.
  std::int64_t used = 0;                 ///< Bytes from the first to the end.
  std::int64_t without_reuse = 0;        ///< Bytes of all arrays.
  std::int64_t most_alive = 0;           ///< Bytes of those that live at the same time, at most: no plan needs less.
};

/// Places arrays from `begin` up: the largest first, each at the lowest address where none lies that lives at the same
/// time (greedy by size: Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference, arXiv
/// 2001.03288).
DramPlan plan_dram(const std::vector<DramArray>& arrays, std::uint64_t begin);

}  // namespace vtasim::compiler
