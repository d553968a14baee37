#include "compiler/search/least_cycles.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "compiler/lanes/operand_bytes.h"
#include "compiler/search/nest_axis.h"
#include "isa/base/ceil_div.h"
#include "isa/base/saturating.h"
#include "isa/rules/compute_cycles.h"
#include "isa/rules/transfer.h"

namespace vtasim::compiler {
namespace {

/// Cycles of the ALU for a product of operands in acc: a copy, and MUL and ADD with registers (alu_products.h).
constexpr int kAluProductCycles = isa::alu_cycles(true) + 2 * isa::alu_cycles(false);

/// A range of positions, empty where it ends before it begins.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = -1;
  std::int64_t size() const { return std::max<std::int64_t>(0, last - first + 1); }
};

/// The positions whose element at `offset` lies inside the plane.
Range inside(const NestAxis& axis, int offset) {
  const int low = axis.pad - offset;  // The least position x stride that is inside, and the greatest.
  const int high = axis.extent - 1 + low;
  return {low <= 0 ? 0 : ceil_div(low, axis.stride), high < 0 ? -1 : std::min(axis.positions - 1, high / axis.stride)};
}

/// Different rows or columns of the plane that are read at any of `offsets`.
std::int64_t elements_read(const NestAxis& axis, const std::set<int>& offsets) {
  // Offsets a multiple of the stride apart meet the same elements, some positions later. By remainder: where the
  // elements begin and end, in strides, in ascending order.
  std::map<int, std::vector<Range>> by_remainder;
  for (const int offset : offsets) {
    const Range positions = inside(axis, offset);
    const int strides = offset / axis.stride;
    if (positions.size() == 0) continue;
    by_remainder[offset % axis.stride].push_back({positions.first + strides, positions.last + strides});
  }
  std::int64_t count = 0;
  for (const auto& [remainder, ranges] : by_remainder) {
    std::int64_t counted = -1;
    for (const Range& range : ranges) {
      count += Range{std::max(range.first, counted + 1), range.last}.size();
      counted = std::max(counted, range.last);
    }
  }
  return count;
}

/// The columns that taps have in each row of a plane.
using Rows = std::map<int, std::set<int>>;

/// Elements of a plane that taps read, or fewer: of all grids of rows and columns in the taps, the one that reads most.
std::int64_t plane_elements(const LoopNest& nest, const Rows& taps) {
  std::set<std::set<int>> choices;
  for (const auto& [row, cols] : taps) choices.insert(cols);
  std::int64_t most = 0;
  for (const std::set<int>& choice : choices) {
    std::set<int> rows;
    for (const auto& [row, cols] : taps) {
      if (std::includes(cols.begin(), cols.end(), choice.begin(), choice.end())) rows.insert(row);
    }
    most = std::max(most, elements_read(rows_of(nest), rows) * elements_read(cols_of(nest), choice));
  }
  return most;
}

using Taps = std::vector<Tap>::const_iterator;

/// The sum of of_plane(first tap, end) over the planes of a group. Taps stand by plane.
template <typename OfPlane>
std::int64_t sum_of_planes(const LoopNest& nest, OfPlane&& of_plane) {
  const auto same_place = [](const Tap& a, const Tap& b) { return a.dy == b.dy && a.dx == b.dx; };
  std::int64_t sum = 0;
  std::int64_t value = 0;
  Taps last = nest.taps.end();
  for (Taps begin = nest.taps.begin(); begin != nest.taps.end();) {
    const Taps end = std::find_if(begin, nest.taps.end(), [&](const Tap& tap) { return tap.plane != begin->plane; });
    // Most often all have the same taps.
    if (last == nest.taps.end() || !std::equal(begin, end, last, begin, same_place)) value = of_plane(begin, end);
    sum += value;
    last = begin;
    begin = end;
  }
  return sum;
}

/// Of all planes of a group.
std::int64_t group_elements(const LoopNest& nest) {
  return sum_of_planes(nest, [&](Taps begin, Taps end) {
    Rows taps;
    for (Taps tap = begin; tap != end; ++tap) taps[tap->dy].insert(tap->dx);
    return plane_elements(nest, taps);
  });
}

/// Bytes of the taps' filter elements, of those that meet more than padding.
std::int64_t least_filter_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  const std::int64_t used = sum_of_planes(nest, [&](Taps begin, Taps end) {
    return std::count_if(begin, end, [&](const Tap& tap) {
      return inside(rows_of(nest), tap.dy).size() > 0 && inside(cols_of(nest), tap.dx).size() > 0;
    });
  });
  return saturating_product({used, nest.distinct_filters(), config.element_bytes(nest.filter())});
}

}  // namespace

std::int64_t least_store_cycles(std::int64_t bytes, const isa::HardwareConfig& config) {
  const std::int64_t burst = std::int64_t{config.bus_bytes} * config.max_burst_beats;
  const auto cycles_of = [&](std::int64_t piece) {
    return store_cycles_of({0, static_cast<std::uint64_t>(piece), 1, 0}, config);
  };
  return saturating_sum({saturating_product({bytes / burst, cycles_of(burst)}), cycles_of(bytes % burst)});
}

std::int64_t least_starts(std::int64_t vectors, const isa::HardwareConfig& config) {
  return std::min(vectors, saturating_product({vectors, config.element_bytes(isa::Buffer::acc)}) / config.bus_bytes);
}

std::int64_t least_products(const LoopNest& nest) {
  if (nest.maximum) return saturating_product({nest.images, nest.filters, nest.rows, nest.cols});
  const std::int64_t positions = sum_of_planes(nest, [&](Taps begin, Taps end) {
    return std::accumulate(begin, end, std::int64_t{0}, [&](std::int64_t sum, const Tap& tap) {
      return sum + inside(rows_of(nest), tap.dy).size() * inside(cols_of(nest), tap.dx).size();
    });
  });
  return saturating_product({nest.images, nest.filters, positions});
}

std::int64_t least_activation_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  return saturating_product(
      {nest.images, nest.groups(), group_elements(nest), config.element_bytes(nest.activation())});
}

LeastCycles least_cycles(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes) {
  const std::int64_t vectors =
      saturating_product({nest.images, nest.filters, nest.vectors_per_position, nest.rows, nest.cols});
  const std::int64_t bytes = saturating_sum(
      {least_activation_bytes(nest, config), least_filter_bytes(nest, config), residual_bytes(nest, config)});
  const bool in_acc = nest.in_acc();
  LeastCycles least;
  least.read = bytes / config.bus_bytes;
  least.compute =
      saturating_sum({saturating_product({least_products(nest), in_acc ? kAluProductCycles : 1}),
                      least_starts(vectors, config), saturating_product({vectors, alu_passes - 1}),
                      nest.residual_shift ? vectors : 0, in_acc ? least.read : 0});  // LOADs of acc are compute's.
  least.store = least_store_cycles(stored_bytes(nest, config), config);
  return least;
}

}  // namespace vtasim::compiler
