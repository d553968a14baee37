#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "isa/rules/transfer.h"

namespace vtasim::compiler {

/// For each granule of DRAM, so many bytes, the latest instruction that did something with it. Programs touch little of
/// what addresses reach: memory is taken for pages that are set, and only for those that are set in parts.
class LatestByAddress {
 public:
  /// An instruction of a program, or none.
  using Index = std::ptrdiff_t;
  static constexpr Index kNone = -1;

  /// `granule`: bytes, a power of two.
  explicit LatestByAddress(std::uint64_t granule) : log_granule_(__builtin_ctzll(granule)) {}

  /// The latest of all granules that a transfer touches, in part or whole.
  Index latest(const isa::Transfer& transfer) const;

  /// Those granules have `index`.
  void set(const isa::Transfer& transfer, Index index);

 private:
  /// DRAM holds fewer instructions than this counts.
  using SmallIndex = std::int32_t;
  struct Page {
    SmallIndex whole = kNone;    ///< Of all granules,
    bool in_parts = false;       ///< unless each has its own.
    std::int32_t parts = kNone;  ///< Those lie there in parts_, in pages; kNone until there are any.
  };

  /// Calls use(page, begin, end) for the granules [begin, end) of each page that each row touches.
  template <class Use>
  void for_each_part(const isa::Transfer& transfer, Use&& use) const;
  /// The first granule of a page in parts.
  static std::size_t first_of(const Page& page);
  /// Gives each granule of a page an index of its own.
  void divide(Page& page);

  int log_granule_;
  std::vector<Page> pages_;  ///< Up to the last that was set.
  std::vector<SmallIndex> parts_;
};

}  // namespace vtasim::compiler
