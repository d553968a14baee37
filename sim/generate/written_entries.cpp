#include "sim/generate/written_entries.h"

#include <algorithm>

namespace vtasim::generate {

WrittenEntries::WrittenEntries(const isa::HardwareConfig& config) {
  for (int b = 0; b < isa::kBufferCount; ++b) {
    written_.emplace_back(static_cast<std::size_t>(config.depth(static_cast<isa::Buffer>(b))), false);
  }
}

void WrittenEntries::add(const std::vector<isa::ScratchpadRange>& writes) {
  for (const isa::ScratchpadRange& range : writes) {
    const auto begin = written_[static_cast<std::size_t>(range.buffer)].begin() + range.begin;
    std::fill(begin, begin + range.count, true);
  }
}

bool WrittenEntries::contain(const std::vector<isa::ScratchpadRange>& reads) const {
  return std::all_of(reads.begin(), reads.end(), [this](const isa::ScratchpadRange& range) {
    const auto begin = written_[static_cast<std::size_t>(range.buffer)].begin() + range.begin;
    return std::find(begin, begin + range.count, false) == begin + range.count;
  });
}

std::vector<isa::ScratchpadRange> WrittenEntries::runs(isa::Buffer buffer) const {
  const std::vector<bool>& written = written_[static_cast<std::size_t>(buffer)];
  std::vector<isa::ScratchpadRange> result;
  for (auto begin = written.begin(); (begin = std::find(begin, written.end(), true)) != written.end();) {
    const auto end = std::find(begin, written.end(), false);
    result.push_back(
        {buffer, static_cast<std::uint32_t>(begin - written.begin()), static_cast<std::uint32_t>(end - begin)});
    begin = end;
  }
  return result;
}

}  // namespace vtasim::generate
