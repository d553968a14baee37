#pragma once

#include <cstdint>
#include <vector>

#include "isa/accesses.h"

namespace vtasim::generate {

/// The scratchpad entries that a program has written so far. What it has not written holds anything: scratchpads are
/// not cleared at power-up.
class WrittenEntries {
 public:
  explicit WrittenEntries(const isa::HardwareConfig& config);

  void add(const std::vector<isa::ScratchpadRange>& writes);
  /// Whether all entries of the ranges were written.
  bool contain(const std::vector<isa::ScratchpadRange>& reads) const;
  /// The written entries of a scratchpad, as runs of consecutive ones.
  std::vector<isa::ScratchpadRange> runs(isa::Buffer buffer) const;

 private:
  std::vector<std::vector<bool>> written_;  ///< By Buffer.
};

}  // namespace vtasim::generate
