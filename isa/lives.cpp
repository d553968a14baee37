#include "isa/lives.h"

#include <cstddef>
#include <utility>

#include "isa/accesses.h"
#include "isa/latest_by_entry.h"
#include "isa/uop_contents.h"
#include "isa/validate.h"

namespace vtasim::isa {
namespace {

/// Follows who touched an entry last: the one with whom its life ends, unless somebody reads it again.
class LifeFinder {
 public:
  explicit LifeFinder(const HardwareConfig& config) {
    for (int buffer = 0; buffer < kBufferCount; ++buffer) {
      touched_.emplace_back(static_cast<std::uint32_t>(config.depth(static_cast<Buffer>(buffer))));
    }
  }

  void visit(const Accesses& accesses) {
    const auto index = static_cast<Index>(changes_.size());
    changes_.emplace_back();
    for (const ScratchpadRange& range : accesses.reads) read(range, index);
    for (const ScratchpadRange& range : accesses.writes) write(range, index);
  }

  std::vector<LifeChanges> end() {
    for (int buffer = 0; buffer < kBufferCount; ++buffer) {
      const auto i = static_cast<std::size_t>(buffer);
      touched_[i].for_each_piece(0, touched_[i].entries(), [&](std::uint32_t count, Index last) {
        if (last != LatestByEntry::kNone) ended(last)[i] += count;
      });
    }
    return std::move(changes_);
  }

 private:
  using Index = LatestByEntry::Index;

  EntryCounts& begun(Index index) { return changes_[static_cast<std::size_t>(index)].begun; }
  EntryCounts& ended(Index index) { return changes_[static_cast<std::size_t>(index)].ended; }

  void read(const ScratchpadRange& range, Index index) {
    const auto buffer = static_cast<std::size_t>(range.buffer);
    touched_[buffer].for_each_piece(range.begin, range.begin + range.count, [&](std::uint32_t count, Index last) {
      if (last == LatestByEntry::kNone) begun(index)[buffer] += count;
    });
    touched_[buffer].set(range.begin, range.begin + range.count, index);
  }

  /// What the instruction itself has read goes on.
  void write(const ScratchpadRange& range, Index index) {
    const auto buffer = static_cast<std::size_t>(range.buffer);
    touched_[buffer].for_each_piece(range.begin, range.begin + range.count, [&](std::uint32_t count, Index last) {
      if (last == index) return;
      if (last != LatestByEntry::kNone) ended(last)[buffer] += count;
      begun(index)[buffer] += count;
    });
    touched_[buffer].set(range.begin, range.begin + range.count, index);
  }

  std::vector<LatestByEntry> touched_;  ///< By Buffer.
  std::vector<LifeChanges> changes_;
};

}  // namespace

std::vector<LifeChanges> lives_of(const Program& program, const HardwareConfig& config) {
  LifeFinder finder(config);
  std::vector<std::uint32_t> uops(static_cast<std::size_t>(config.uop_depth));
  Accesses accesses;
  for_each_valid_instruction(program, config, [&](std::size_t, const Instruction& instruction) {
    follow_uops(instruction, config, program.regions, uops);
    find_accesses(instruction, config, uops, accesses);
    finder.visit(accesses);
  });
  return finder.end();
}

}  // namespace vtasim::isa
