#pragma once

#include <array>

#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// The part of each scratchpad that a nest may use, entries [base, base + size). The out scratchpad has the entries of
/// acc.
class ScratchpadPartition {
 public:
  ScratchpadPartition() = default;  ///< Nothing.

  /// All that micro-ops can address.
  static ScratchpadPartition whole(const isa::HardwareConfig& config);

  int base(isa::Buffer buffer) const { return base_[static_cast<std::size_t>(buffer)]; }
  int size(isa::Buffer buffer) const { return size_[static_cast<std::size_t>(buffer)]; }
  /// The first entry behind it.
  int end(isa::Buffer buffer) const { return base(buffer) + size(buffer); }

  /// Takes the first `entries` of a scratchpad out of this partition and adds them to `other`, which has none of it
  /// yet.
  void give(isa::Buffer buffer, int entries, ScratchpadPartition& other);

  /// Leaves the last `entries` of a scratchpad out of this partition, which has as many: they begin at its end().
  void leave_out(isa::Buffer buffer, int entries) { size_[static_cast<std::size_t>(buffer)] -= entries; }

 private:
  std::array<int, isa::kBufferCount> base_{};
  std::array<int, isa::kBufferCount> size_{};
};

}  // namespace vtasim::compiler
