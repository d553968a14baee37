#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace vtasim::compiler {

/// What the contexts of a scratchpad hold, so that nothing is loaded twice in a row. The context that was used longest
/// ago is replaced.
class Residency {
 public:
  /// Identifies contents: whatever numbers tell two loads apart.
  using Key = std::array<int, 10>;

  explicit Residency(int contexts) : contexts_(static_cast<std::size_t>(contexts)) {}

  struct Slot {
    int context = 0;
    bool hit = false;  ///< The contents are there already.
  };
  Slot require(const Key& key) {
    ++time_;
    std::size_t oldest = 0;
    for (std::size_t i = 0; i < contexts_.size(); ++i) {
      if (contexts_[i].used != 0 && contexts_[i].key == key) {
        contexts_[i].used = time_;
        return {static_cast<int>(i), true};
      }
      if (contexts_[i].used < contexts_[oldest].used) oldest = i;
    }
    contexts_[oldest] = {key, time_};
    return {static_cast<int>(oldest), false};
  }

 private:
  struct Context {
    Key key{};
    long used = 0;  ///< 0: never.
  };
  std::vector<Context> contexts_;
  long time_ = 0;
};

}  // namespace vtasim::compiler
