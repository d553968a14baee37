#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "sim/experiment/comparison.h"
#include "sim/report/comparison_totals.h"

namespace vtasim::report {

/// What the rows take in seconds and in DRAM by the host's model, and what the host takes by itself with each number of
/// its cores, as a table for a person, within `width`; of several layers, also what `totals` take, one layer after the
/// other.
std::string format_times(const experiment::Comparison& comparison, const std::vector<ComparisonTotal>& totals,
                         std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
