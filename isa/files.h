#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "isa/signal_hold.h"

namespace vtasim {

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { close(); }
  void close();
  int fd() const { return fd_; }
  bool open() const { return fd_ != -1; }

 private:
  int fd_;
};

/// Contents of a file; of a pipe or a device what comes until its end, a gibibyte at most. Throws Error naming the file
/// when it cannot be read.
std::string read_whole_file(const std::filesystem::path& file);

/// A file whose bytes are read where they are needed.
class InputFile {
 public:
  /// Throws Error naming the file when it cannot be read, or is something else than a file.
  explicit InputFile(const std::filesystem::path& file);

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }  ///< Bytes, when it was opened.
  /// `size` bytes from `offset` on, which lie in the file. Throws Error when they cannot be read.
  std::vector<std::uint8_t> read(std::uint64_t offset, std::size_t size) const;

 private:
  std::string name_;
  Descriptor descriptor_;
  std::uint64_t size_ = 0;
};

/// Whether this very file, under whatever name, is one that this process has read with the functions above.
bool was_read(const std::filesystem::path& file);

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
