#pragma once

#include <cstddef>
#include <string>

#include "sim/observe/timeline.h"

namespace vtasim::report {

/// Columns of a terminal of `width` that a timeline's stretches have room in, a column each.
std::size_t timeline_columns(std::size_t width);

/// A timeline as bars, a row for each unit and kind of work that there is: a bar as high as the work's share of the
/// stretch, from a blank for none to a full block for all.
std::string timeline_chart(const machine::Timeline& timeline);

}  // namespace vtasim::report
