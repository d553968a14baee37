#include "compiler/tiling/scratchpad_partition.h"

#include <algorithm>

namespace vtasim::compiler {

int usable_depth(isa::Buffer buffer, const isa::HardwareConfig& config) {
  // A micro-op has 11 bits for acc and inp entries and 10 for wgt tiles.
  const int addressable = buffer == isa::Buffer::wgt ? 1 << 10 : 1 << 11;
  return std::min(config.depth(buffer), addressable);
}

ScratchpadPartition ScratchpadPartition::whole(const isa::HardwareConfig& config) {
  ScratchpadPartition partition;
  for (const isa::Buffer buffer : {isa::Buffer::inp, isa::Buffer::wgt, isa::Buffer::acc}) {
    partition.size_[static_cast<std::size_t>(buffer)] = usable_depth(buffer, config);
  }
  return partition;
}

void ScratchpadPartition::give(isa::Buffer buffer, int entries, ScratchpadPartition& other) {
  const auto index = static_cast<std::size_t>(buffer);
  other.base_[index] = base_[index];
  other.size_[index] = entries;
  base_[index] += entries;
  size_[index] -= entries;
}

}  // namespace vtasim::compiler
