#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vtasim::report {

/// A column of a table.
struct TableColumn {
  enum class Align { left, right };

  std::string heading;  ///< May have several lines, separated by '\n'; a word may be divided ("utili-\nzation").
  Align align = Align::left;
  /// What becomes of it where the table is wider than the terminal: those of the highest rank are left out first. Ranks
  /// of 2 and more go before names are wrapped, 1 goes after that, and 0 stays.
  int rank = 0;
  std::size_t least = 0;  ///< Columns of the terminal that its cells need, as far as that is known.
  bool wraps = false;     ///< Its cells may be continued on the next line, as a name's; a figure's may not.
  /// Of one that wraps: as narrow as this it may become before any column is left out; 0: half of the terminal.
  std::size_t wrap_to = 0;

  /// A name: aligned left, and wrapped where that is needed.
  static TableColumn name(std::string heading, std::size_t least = 0, int rank = 0, std::size_t wrap_to = 0);

  /// A figure: aligned right.
  static TableColumn figure(std::string heading, int rank, std::size_t least = 0);

  std::vector<std::string> heading_lines() const;
  std::string plain_heading() const;  ///< On one line, no word divided, "time,\nms" as "time in ms".
};

/// Which columns of a table are shown, and how wide, so that the table fits a width. That is so down to the width of
/// the figures of rank 0 with names a character wide: no figure is cut.
struct TableLayout {
  std::vector<std::size_t> shown;     ///< Numbers of columns.
  std::vector<std::size_t> left_out;  ///< The others.
  std::vector<std::size_t> width;     ///< Of every column that is shown.
  std::size_t gap = 2;                ///< Blanks between columns.

  /// Columns of the terminal that the table takes.
  std::size_t total() const;
};

/// Fits columns into a width; each needs its heading's and its `least` columns of the terminal.
TableLayout fit(const std::vector<TableColumn>& columns, std::size_t width);

}  // namespace vtasim::report
