#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vtasim {

/// Contents of a file. Throws Error naming it when it cannot be read.
std::string read_whole_file(const std::filesystem::path& file);

/// A file that appears under its name only when commit() is called: written beside it under a temporary name, renamed
/// then; removed when commit() was not reached.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path file);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Writes the temporary file. Throws Error naming the file and why it cannot be written; so it does for a name that
  /// is taken by something else than a file.
  void write(std::string_view contents);
  void commit();

  /// Throws the Error that writing `file` would end in, and leaves nothing: to know before long work.
  static void check_writable(const std::filesystem::path& file) { AtomicFile(file).write(""); }

 private:
  std::filesystem::path file_;
  std::filesystem::path temporary_;
};

}  // namespace vtasim
