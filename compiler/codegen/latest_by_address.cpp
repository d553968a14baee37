#include "compiler/codegen/latest_by_address.h"

#include <algorithm>

namespace vtasim::compiler {
namespace {

/// Granules of a page: few enough that those of a page set in part cost little, many enough that most rows lie in one.
constexpr std::uint64_t kPageGranules = 256;

/// Addresses have 32 bits: nothing lies beyond.
constexpr std::uint64_t kReach = std::uint64_t{1} << 32;

}  // namespace

template <class Use>
void LatestByAddress::for_each_part(const isa::Transfer& transfer, Use&& use) const {
  const bool has_gaps = transfer.stride_bytes > transfer.row_bytes;
  const std::uint64_t rows = has_gaps ? transfer.rows : std::min<std::uint64_t>(transfer.rows, 1);
  const std::uint64_t bytes = has_gaps ? transfer.row_bytes : transfer.end() - transfer.address;
  for (std::uint64_t row = 0; row < rows; ++row) {
    const std::uint64_t address = transfer.address + row * transfer.stride_bytes;
    if (address >= kReach) return;
    const std::uint64_t end = ((std::min(address + bytes, kReach) - 1) >> log_granule_) + 1;
    for (std::uint64_t begin = address >> log_granule_; begin < end;) {
      const std::uint64_t page = begin / kPageGranules;
      const std::uint64_t first = page * kPageGranules;
      const std::uint64_t behind = std::min(end, first + kPageGranules);
      use(page, begin - first, behind - first);
      begin = behind;
    }
  }
}

std::size_t LatestByAddress::first_of(const Page& page) { return static_cast<std::size_t>(page.parts) * kPageGranules; }

void LatestByAddress::divide(Page& page) {
  page.in_parts = true;
  if (page.parts == kNone) {
    page.parts = static_cast<std::int32_t>(parts_.size() / kPageGranules);
    parts_.resize(parts_.size() + kPageGranules, page.whole);
  } else {
    std::fill_n(parts_.begin() + static_cast<std::ptrdiff_t>(first_of(page)), kPageGranules, page.whole);
  }
}

LatestByAddress::Index LatestByAddress::latest(const isa::Transfer& transfer) const {
  SmallIndex latest = kNone;
  for_each_part(transfer, [&](std::uint64_t at, std::uint64_t begin, std::uint64_t end) {
    if (at >= pages_.size()) return;
    const Page& page = pages_[at];
    if (!page.in_parts) {
      latest = std::max(latest, page.whole);
      return;
    }
    const SmallIndex* granules = parts_.data() + first_of(page);
    for (std::uint64_t i = begin; i < end; ++i) latest = std::max(latest, granules[i]);
  });
  return latest;
}

void LatestByAddress::set(const isa::Transfer& transfer, Index index) {
  const auto small = static_cast<SmallIndex>(index);
  for_each_part(transfer, [&](std::uint64_t at, std::uint64_t begin, std::uint64_t end) {
    if (at >= pages_.size()) pages_.resize(at + 1);
    Page& page = pages_[at];
    if (end - begin == kPageGranules) {
      page.whole = small;
      page.in_parts = false;
      return;
    }
    if (!page.in_parts) divide(page);
    SmallIndex* granules = parts_.data() + first_of(page);
    std::fill(granules + begin, granules + end, small);
  });
}

}  // namespace vtasim::compiler
