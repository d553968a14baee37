#include "isa/program.h"

#include <algorithm>

namespace vtasim::isa {

void copy_regions(const std::vector<Region>& regions, std::uint64_t begin, std::uint64_t size, std::uint8_t* bytes) {
  for (const Region& region : regions) {
    const std::uint64_t from = std::max(begin, region.address);
    const std::uint64_t to = std::min(begin + size, region.address + region.bytes.size());
    if (from >= to) continue;
    std::copy_n(region.bytes.data() + (from - region.address), to - from, bytes + (from - begin));
  }
}

DramImage Program::image() const {
  DramImage dram(dram_bytes);
  copy_image(0, dram_bytes, dram.data());
  return dram;
}

}  // namespace vtasim::isa
