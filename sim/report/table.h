#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "sim/report/table_layout.h"

namespace vtasim::report {

/// A text table with aligned columns for a person's terminal whose rows are printed as they come: a heading of one or
/// more lines, a rule, and the rows.
///
///     mapping   cycles  DRAM bytes
///                             read
///     ----------------------------
///     diagonal  330,729    486,016
///
/// Every function returns lines to print, each ended by '\n', without trailing blanks and, as far as a TableLayout
/// goes, within the width. The heading comes with the first row.
class GrowingTable {
 public:
  /// The columns' `least` is what is foreseen of their cells. A wider name is wrapped where the width is limited; a
  /// wider figure widens its column, and the rows go on under a new heading.
  GrowingTable(std::vector<TableColumn> columns, std::size_t width);

  /// A row: one cell a column; fewer leave the rest empty.
  std::string row(const std::vector<std::string>& cells);

  /// A row that has only its first cells and then a message that runs on over the other columns, or stands beneath.
  std::string message_row(const std::vector<std::string>& cells, const std::string& message);

  /// The line that stands under the heading, to set off what follows.
  std::string rule() const;

  /// What is below the rows: the columns that the width has no room for; empty where it has for all.
  std::string footer() const;

 private:
  std::string heading() const;
  std::vector<std::string> lines_of(std::size_t column, const std::string& cell) const;
  std::string row_lines(const std::vector<std::string>& cells, const std::string& message) const;

  std::vector<TableColumn> columns_;
  std::size_t width_;
  TableLayout layout_;
  bool begun_ = false;
};

/// The same of rows that are all known before the first is printed: columns are as wide as their widest cell.
class Table {
 public:
  using Align = TableColumn::Align;

  void add_column(TableColumn column) { columns_.push_back(std::move(column)); }

  /// A heading may have several lines, separated by '\n'.
  void add_column(std::string heading, Align align);

  void add_row(std::vector<std::string> cells);
  void add_message_row(std::vector<std::string> cells, std::string message);

  /// Columns of the terminal that the whole table takes where nothing limits it.
  std::size_t natural_width() const;

  /// The whole table, with its footer.
  std::string to_string(std::size_t width = kUnlimitedWidth) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string message;
  };

  std::vector<TableColumn> widened_columns() const;

  std::vector<TableColumn> columns_;
  std::vector<Row> rows_;
};

}  // namespace vtasim::report
