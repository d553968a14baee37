#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vtasim::check {

/// The lines, from 1, on which the objects begin that stand in an array that is a member of the top-level object: for a
/// suite file, its entries. `text` must be JSON that parses.
std::vector<std::size_t> entry_lines(const std::string& text);

}  // namespace vtasim::check
