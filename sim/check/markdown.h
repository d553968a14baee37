#pragma once

#include <string>

#include "sim/check/finding.h"

namespace vtasim::check {

/// The check as GitHub-flavored Markdown, for a job's summary or a comment: what is not the same with its explanation,
/// then all rows folded away. `accept_command` is what takes the new numbers over.
std::string to_markdown(const CheckReport& report, const std::string& accept_command);

}  // namespace vtasim::check
