#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace vtasim::isa {

/// What loops visit of a scratchpad, as runs of consecutive indices: what IndexSet holds, where it is a few runs, as in
/// nearly every instruction of a compiled program. Takes no memory from the heap and no time for what lies between.
/// Everything that adds answers false where the runs become too many; what there is then is good for nothing.
class IndexRuns {
 public:
  /// Indices [begin, end). Without initial values: there are many of them, and few are used.
  struct Run {
    std::uint32_t begin;
    std::uint32_t end;
  };

  /// Adds an index, before any loop. Cheap where it is in the run of the index before, or behind it.
  bool insert(std::uint32_t index) {
    if (count_ > 0) {
      Run& last = runs_[count_ - 1];
      if (index >= last.begin && index < last.end) return true;
      if (index == last.end) {
        ++last.end;
        return true;
      }
    }
    return append({index, index + 1});
  }

  /// Adds to every member s all of s + step, ..., s + (count - 1) step. What is visited has to stay below 2^32.
  bool repeat(std::uint32_t step, std::uint32_t count);

  /// Makes the runs those of the indices modulo `depth`, in ascending order, apart from each other.
  bool wrap(std::uint32_t depth);

  const Run* begin() const { return runs_.data(); }
  const Run* end() const { return runs_.data() + count_; }

 private:
  static constexpr std::size_t kMostRuns = 256;

  bool append(const Run& run) {
    if (count_ == kMostRuns) return false;
    runs_[count_++] = run;
    return true;
  }
  /// Puts the runs in order, and joins those that touch.
  void join();

  std::array<Run, kMostRuns> runs_;
  std::size_t count_ = 0;
};

}  // namespace vtasim::isa
