#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "isa/program.h"

namespace vtasim::app {

/// The case files of --emit. Each program has one of its own, named after what it runs and its configuration; where
/// names differ only in characters that stay out of file names, or are too long for one, a hash tells them apart.
class Emission {
 public:
  /// Makes sure that files can be written to the directory, creating it where it is missing. Throws Error. `others` are
  /// files that the command writes too: no program takes their place, nor that of a file that was read.
  Emission(std::filesystem::path directory, std::vector<std::filesystem::path> others);

  /// Writes a program; the same program again, to the same file.
  void write(const isa::Case& program);

 private:
  bool free(const std::string& stem, const std::string& program) const;

  std::filesystem::path directory_;
  std::vector<std::filesystem::path> others_;
  std::map<std::string, std::string> written_;  ///< What each file has, a hash, by its stem.
};

}  // namespace vtasim::app
