#include "isa/index_set.h"

#include <algorithm>

#include "isa/base/ceil_div.h"

namespace vtasim::isa {
namespace {

constexpr std::uint32_t kWordBits = 64;

}  // namespace

IndexSet::IndexSet(std::uint32_t depth) : depth_(depth), words_(ceil_div(depth, kWordBits)) {}

void IndexSet::insert(std::uint32_t index) {
  index &= depth_ - 1;
  words_[index / kWordBits] |= std::uint64_t{1} << (index % kWordBits);
}

bool IndexSet::contains(std::uint32_t index) const {
  index &= depth_ - 1;
  return (words_[index / kWordBits] >> (index % kWordBits) & 1) != 0;
}

void IndexSet::add_rotated(const std::vector<std::uint64_t>& source, std::uint32_t by) {
  by &= depth_ - 1;
  if (depth_ < kWordBits) {
    const std::uint64_t mask = (std::uint64_t{1} << depth_) - 1;
    words_[0] |= (source[0] << by | source[0] >> (depth_ - by)) & mask;
    return;
  }
  const std::size_t mask = words_.size() - 1;
  const std::size_t words = by / kWordBits;
  const std::uint32_t bits = by % kWordBits;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint64_t low = source[(i - words) & mask];
    const std::uint64_t below = source[(i - words - 1) & mask];
    words_[i] |= bits == 0 ? low : low << bits | below >> (kWordBits - bits);
  }
}

void IndexSet::repeat(std::uint32_t step, std::uint32_t count) {
  if (step % depth_ == 0) return;
  std::uint32_t covered = 1;  // Iterations whose indices are in the set.
  while (covered < count) {
    const std::uint32_t more = std::min(covered, count - covered);
    scratch_ = words_;
    add_rotated(scratch_, more * step);
    covered += more;
  }
}

std::uint32_t IndexSet::next(std::uint32_t from, bool member) const {
  while (from < depth_) {
    std::uint64_t word = words_[from / kWordBits];
    if (!member) word = ~word;
    word >>= from % kWordBits;
    if (word != 0) return std::min(depth_, from + static_cast<std::uint32_t>(__builtin_ctzll(word)));
    from = (from / kWordBits + 1) * kWordBits;
  }
  return depth_;
}

}  // namespace vtasim::isa
