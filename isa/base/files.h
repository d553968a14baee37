#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

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

}  // namespace vtasim
