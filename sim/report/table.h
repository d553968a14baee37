#pragma once

#include <string>
#include <vector>

namespace vtasim {

/// A text table with aligned columns for a person's terminal: a heading of one or more lines, a rule, and the rows.
///
///     mapping   cycles  DRAM bytes
///                             read
///     ----------------------------
///     diagonal  330,729    486,016
class Table {
 public:
  enum class Align { left, right };

  /// A heading may have several lines, separated by '\n'.
  void add_column(std::string heading, Align align);

  /// One cell a column; fewer leave the rest empty.
  void add_row(std::vector<std::string> cells);

  /// A row that has only its first cells and then a message that runs on over the other columns.
  void add_message_row(std::vector<std::string> cells, std::string message);

  /// The whole table, every line ended by '\n', without trailing blanks.
  std::string to_string() const;

 private:
  struct Column {
    std::vector<std::string> heading;  ///< Lines.
    Align align;
  };
  struct Row {
    std::vector<std::string> cells;
    std::string message;
  };
  std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace vtasim
