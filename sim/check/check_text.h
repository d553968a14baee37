#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "sim/check/finding.h"

namespace vtasim::check {

/// All there is to say of a finding, a line each: what differs, where it comes from, which cycles changed, what a run
/// that failed left on stderr. Empty for a row that is the same in every respect.
std::vector<std::string> describe(const Finding& finding);

/// The line of these that says it in short.
std::string headline(const Finding& finding);

/// "26 entries: 23 same, 2 moved, 1 new".
std::string summary(const CheckReport& report);

/// The check for a terminal: a table of all rows, then of each that is not the same what there is to say, then the rows
/// that are the same from something that is not, in short. Within `width`.
std::string format_check(const CheckReport& report, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::check
