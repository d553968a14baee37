#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/experiment/pair_run.h"
#include "sim/report/comparison_totals.h"

namespace vtasim::report {

/// Rows of one pair each, summed up: what the pairs of a network cost in one way, as far as that has verified rows.
struct PairTotal {
  bool fused = false;
  std::string asked_for = kFastest;  ///< Or a mapping of the depthwise layers.
  std::size_t pairs = 0;             ///< That are in it,
  std::size_t of_pairs = 0;          ///< of all.
  /// Sums, with the rows' configuration; its dram_bytes are the largest of theirs.
  experiment::PairRow sum;

  /// "all 13", or "9 of 13".
  std::string pairs_label() const;
};

/// For each configuration, in the order of the rows: the fastest row of each pair apart; fused by each mapping of
/// `mappings`, as far as they are mappings' names; and the fastest fused row of each pair, where that is another sum.
/// Only rows that are verified are in a total; one that no row is in is left out.
std::vector<PairTotal> totals_of(const std::vector<experiment::PairRow>& rows, std::size_t pairs,
                                 const std::vector<std::string>& mappings);

}  // namespace vtasim::report
