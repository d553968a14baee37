#include "compiler/tiling/scratchpad_partition.h"

#include <algorithm>

#include "isa/rules/field_limits.h"

namespace vtasim::compiler {

ScratchpadPartition ScratchpadPartition::whole(const isa::HardwareConfig& config) {
  ScratchpadPartition partition;
  for (const isa::Buffer buffer : {isa::Buffer::inp, isa::Buffer::wgt, isa::Buffer::acc}) {
    partition.size_[static_cast<std::size_t>(buffer)] = isa::addressable_depth(buffer, config);
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
