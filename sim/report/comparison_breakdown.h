#pragma once

#include <cstddef>
#include <string>

#include "isa/base/text_width.h"
#include "sim/experiment/comparison.h"

namespace vtasim::report {

/// Where the cycles of each row's modules went, as a table for a person.
std::string format_breakdown(const experiment::Comparison& comparison, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
