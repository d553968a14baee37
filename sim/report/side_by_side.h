#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vtasim::report {

/// A thing that is shown beside others: a cell for each label.
struct SideBySide {
  std::string name;
  std::vector<std::string> cells;
};

/// Things side by side for a person, a line for each label. Those that do not fit beside the others in `width` without
/// a cell being wrapped stand beneath them.
std::string format_side_by_side(const std::vector<std::string>& labels, const std::vector<SideBySide>& things,
                                std::size_t width);

}  // namespace vtasim::report
