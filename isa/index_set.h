#pragma once

#include <cstdint>
#include <vector>

namespace vtasim::isa {

/// A set of scratchpad entries, modulo the depth: one bit each.
class IndexSet {
 public:
  /// Empty; `depth` is a power of two.
  explicit IndexSet(std::uint32_t depth);

  void insert(std::uint32_t index);

  /// Adds to every member s all of s + step, s + 2 step, ..., s + (count - 1) step: what a loop of `count` iterations
  /// makes of the indices in its body. Costs O(depth / 64 x log count).
  void repeat(std::uint32_t step, std::uint32_t count);

  bool contains(std::uint32_t index) const;

  /// Calls use(begin, count) for each run of consecutive members, in ascending order; a run does not cross the end.
  template <class Use>
  void for_each_run(Use&& use) const {
    std::uint32_t begin = next(0, true);
    while (begin < depth_) {
      const std::uint32_t end = next(begin, false);
      use(begin, end - begin);
      begin = next(end, true);
    }
  }

 private:
  /// First index from `from` on that is a member (or is none); depth when there is no such index.
  std::uint32_t next(std::uint32_t from, bool member) const;
  void add_rotated(const std::vector<std::uint64_t>& source, std::uint32_t by);

  std::uint32_t depth_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace vtasim::isa
