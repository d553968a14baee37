#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace vtasim::app {

/// One line on stderr that says how far long work is. Shown only on a terminal that can erase it, and only once the
/// work has taken a moment; the line is gone when the work is done. The environment variable VTASIM_PROGRESS, `always`
/// or `never`, has every step of it shown at once, or none.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Shows `text` in place of what was shown, at most ten times a second; of a text wider than the terminal, as wide as
  /// that is by then, the beginning.
  void show(const std::string& text);

  /// The same of work in parts, of which `done` of `all` are: with the time that the others take, once that can be
  /// told, if they take as long as those did.
  void show(const std::string& text, std::size_t done, std::size_t all);

  /// Takes the line away, before something else is printed.
  void clear();

 private:
  bool terminal_;
  bool at_once_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace vtasim::app
