#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vtasim::isa {

/// Reads a line of source from left to right. Blanks are skipped everywhere; what is wrong is an Error that names the
/// place of the line and what stands there.
class LineScanner {
 public:
  /// A comment, from a # at the line's beginning or behind a blank, is no part of it.
  LineScanner(std::string_view line, std::string where);

  const std::string& where() const { return where_; }
  bool at_end();

  /// Goes on behind `text` where that stands here. A word stands alone: "x" is none of "x_size".
  bool accept(std::string_view text);
  void expect(std::string_view text);
  void expect_end();

  /// Whether a number stands here.
  bool at_number();
  /// A number from `least` to `most`, decimal or with 0x in front, of what errors call `what`.
  std::int64_t number(std::string_view what, std::int64_t least, std::int64_t most);
  /// Letters, digits, and _ . - between them; empty where none stand here.
  std::string word();
  /// What stands between quotes.
  std::string quoted(std::string_view what);

  [[noreturn]] void fail(const std::string& problem) const;
  /// Fails with what was expected and what stands here.
  [[noreturn]] void fail_expected(std::string_view what);

 private:
  void skip_blanks();

  std::string_view rest_;
  std::string where_;
};

}  // namespace vtasim::isa
