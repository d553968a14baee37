#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "sim/experiment/pair_run.h"

namespace vtasim::report {

/// What the cycles of every module of every row went to, of rows apart in both programs together, as a table for a
/// person, within `width`.
std::string format_breakdown(const std::vector<experiment::PairRow>& rows, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
