#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vtasim::app {

/// A file that an option names to be written.
struct Output {
  std::string option;
  std::filesystem::path file;
};

/// Finds out, once all input is read and before the work, what cannot be written, what would be written over a file
/// that was read, and two outputs of one name. Throws Error naming the option and the file.
void check_outputs(const std::vector<Output>& outputs);

/// Whether the two are one file, there or not.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace vtasim::app
