#pragma once

#include <cstddef>
#include <string>

namespace vtasim::app {

class Command;

/// Adds --wide to a command that prints tables, and ends its help with how they fit the terminal. `footer` is what the
/// help has below the options.
void add_wide_option(Command& command, bool& wide, const std::string& footer);

/// Columns that tables on stdout have room in, as the help says; kUnlimitedWidth where there is no limit.
std::size_t output_width(bool wide);

/// Columns of the terminal that stderr is: asked anew each time, since it may be resized. 80 where it does not say.
std::size_t progress_width();

/// Whether stderr is a terminal on which a line can be erased: not one without cursor movements (TERM=dumb).
bool can_show_progress();

}  // namespace vtasim::app
