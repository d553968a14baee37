#include "compiler/tiling/scratchpad_partition.h"

#include <algorithm>

namespace vtasim::compiler {

int usable_depth(isa::Buffer buffer, const isa::HardwareConfig& config) {
  // A micro-op has 11 bits for acc and inp entries and 10 for wgt tiles.
  const int addressable = buffer == isa::Buffer::wgt ? 1 << 10 : 1 << 11;
  return std::min(config.depth(buffer), addressable);
}

ScratchpadShare ScratchpadShare::whole(const isa::HardwareConfig& config) {
  ScratchpadShare share;
  for (const isa::Buffer buffer : {isa::Buffer::inp, isa::Buffer::wgt, isa::Buffer::acc}) {
    share.size_[static_cast<std::size_t>(buffer)] = usable_depth(buffer, config);
  }
  return share;
}

void ScratchpadShare::give(isa::Buffer buffer, int entries, ScratchpadShare& other) {
  const auto index = static_cast<std::size_t>(buffer);
  other.base_[index] = base_[index];
  other.size_[index] = entries;
  base_[index] += entries;
  size_[index] -= entries;
}

}  // namespace vtasim::compiler
