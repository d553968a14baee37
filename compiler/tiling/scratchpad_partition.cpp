#include "compiler/tiling/scratchpad_partition.h"

#include <algorithm>

namespace vtasim {

int usable_depth(Buffer buffer, const HardwareConfig& config) {
  // A micro-op has 11 bits for acc and inp entries and 10 for wgt tiles.
  const int addressable = buffer == Buffer::wgt ? 1 << 10 : 1 << 11;
  return std::min(config.depth(buffer), addressable);
}

ScratchpadShare ScratchpadShare::whole(const HardwareConfig& config) {
  ScratchpadShare share;
  for (const Buffer buffer : {Buffer::inp, Buffer::wgt, Buffer::acc}) {
    share.size_[static_cast<std::size_t>(buffer)] = usable_depth(buffer, config);
  }
  return share;
}

void ScratchpadShare::give(Buffer buffer, int entries, ScratchpadShare& other) {
  const auto index = static_cast<std::size_t>(buffer);
  other.base_[index] = base_[index];
  other.size_[index] = entries;
  base_[index] += entries;
  size_[index] -= entries;
}

}  // namespace vtasim
