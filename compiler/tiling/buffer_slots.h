#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace vtasim::compiler {

/// What the buffers of a scratchpad hold, so that nothing is loaded twice in a row. The buffer that was used longest
/// ago is replaced.
class BufferSlots {
 public:
  /// Identifies contents: whatever numbers tell two loads apart.
  using Key = std::array<int, 10>;

  explicit BufferSlots(int buffers) : slots_(static_cast<std::size_t>(buffers)) {}

  struct Slot {
    int buffer = 0;
    bool hit = false;  ///< The contents are there already.
  };
  Slot require(const Key& key) {
    ++time_;
    std::size_t oldest = 0;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].used != 0 && same(slots_[i].key, key)) {
        slots_[i].used = time_;
        return {static_cast<int>(i), true};
      }
      if (slots_[i].used < slots_[oldest].used) oldest = i;
    }
    slots_[oldest] = {key, time_};
    return {static_cast<int>(oldest), false};
  }

 private:
  /// What the array's own operator calls a function for: keys mostly differ in one of their first numbers.
  static bool same(const Key& a, const Key& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

  struct Contents {
    Key key{};
    long used = 0;  ///< 0: never.
  };
  std::vector<Contents> slots_;
  long time_ = 0;
};

}  // namespace vtasim::compiler
