#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vtasim {

/// A width that nothing has to be fitted into: that of a file or a pipe.
inline constexpr std::size_t kUnlimitedWidth = static_cast<std::size_t>(-1);

/// Columns of a terminal that a line of UTF-8 takes: none for a combining character, two for a wide one (as of
/// Chinese). A byte that is no UTF-8 takes one.
std::size_t display_width(std::string_view text);

/// A line of UTF-8 in lines of at most `width` columns, 1 and more: broken at blanks, where there is none behind one of
/// - / _ + , : and where there is none of these between two characters, which never part from what combines with them.
/// Blanks at a break are left out. At least one line.
std::vector<std::string> wrapped(std::string_view line, std::size_t width);

/// Lines of prose, each ended by '\n', in lines of at most `width` columns; what is broken goes on under the line's
/// first word, two columns to the right.
std::string wrapped_lines(std::string_view text, std::size_t width);

/// A line of UTF-8 that takes at most `width` columns: as it is, or its beginning and "...".
std::string cut_to(std::string_view line, std::size_t width);

}  // namespace vtasim
