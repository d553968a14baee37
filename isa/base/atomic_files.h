#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "isa/base/files.h"
#include "isa/base/signal_hold.h"

namespace vtasim {

/// Files that belong together: each is written beside its place without a name that anybody looks for, and all get
/// their names in commit(), in the order of write(). Where that is not reached nothing is left, and what was there
/// stays. While it lives, signals that end the program wait. Only a kill that cannot be held off, between two names,
/// can leave some of them new and others old, and files .vtasim-*.tmp; check_writable() removes those.
class AtomicFiles {
 public:
  AtomicFiles() = default;
  ~AtomicFiles();
  AtomicFiles(const AtomicFiles&) = delete;
  AtomicFiles& operator=(const AtomicFiles&) = delete;

  /// Throws Error naming the file and why it cannot be written; so it does for a name that is taken by something else
  /// than a file.
  void write(const std::filesystem::path& file, std::string_view contents);
  /// Begins a file that append() fills, for contents that come piece by piece; returns its number. Throws as write().
  std::size_t begin(const std::filesystem::path& file);
  void append(std::size_t number, std::string_view piece);
  void commit();

  /// Throws the Error that writing `file` would end in, and leaves nothing: to know before long work.
  static void check_writable(const std::filesystem::path& file);

 private:
  struct Written {
    std::filesystem::path target;
    std::filesystem::path temporary;  ///< Empty once it has its name.
    bool is_new = false;              ///< There was nothing of this name.
    Descriptor descriptor;            ///< Locked, by which others know that its owner lives.
  };
  SignalHold hold_;
  std::vector<Written> files_;
};

/// A file that stands alone.
void write_file(const std::filesystem::path& file, std::string_view contents);

}  // namespace vtasim
