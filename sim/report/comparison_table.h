#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/experiment/comparison.h"
#include "sim/report/comparison_totals.h"
#include "sim/report/table.h"

namespace vtasim::report {

/// A comparison as a table for a person, a row for each program, printed as the rows come. Hardware is a column only
/// where there are several, as are layers.
class ComparisonTable {
 public:
  /// `comparison` is to stay, and may have no rows yet; `mappings` are those that rows may have. Column widths follow
  /// from them, so that all rows line up.
  ComparisonTable(const experiment::Comparison& comparison, const std::vector<std::string>& mappings,
                  std::size_t width);

  /// The lines of a row; none for one without a program.
  std::string row(const experiment::ComparisonRow& row);

  /// What follows the rows, all of which the comparison has by now: of several layers the totals, the columns that were
  /// left out, and a list of the mappings that give no program, and why.
  std::string end(const std::vector<ComparisonTotal>& totals);

 private:
  const experiment::Comparison& comparison_;
  std::size_t width_;
  GrowingTable table_;
  bool any_row_ = false;
};

}  // namespace vtasim::report
