#include "isa/base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <set>
#include <tuple>
#include <utility>

#include "isa/base/error.h"

namespace vtasim {
namespace {

namespace fs = std::filesystem;

/// What tells files apart, whatever their names: device and inode; and, as the inode of a file that is gone goes to the
/// next one, when it was written.
using Identity = std::tuple<dev_t, ino_t, time_t, long>;

Identity identity_of(const struct stat& status) {
  return {status.st_dev, status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

std::set<Identity>& files_read() {
  static std::set<Identity> files;
  return files;
}

[[noreturn]] void fail(const std::string& file, const char* what, int error) {
  throw Error(fmt::format("{}: cannot be {}: {}", file, what, std::strerror(error)));
}

/// An open file that is no directory, noted as read.
Descriptor open_to_read(const fs::path& file, struct stat& status) {
  Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.open()) {
    if (errno == ENOENT) throw Error(fmt::format("{}: no such file", file.string()));
    fail(file.string(), "opened", errno);
  }
  if (fstat(descriptor.fd(), &status) != 0) fail(file.string(), "read", errno);
  if (S_ISDIR(status.st_mode)) throw Error(fmt::format("{}: is a directory", file.string()));
  files_read().insert(identity_of(status));
  return descriptor;
}

/// Bytes read into `to`, at most `size`; 0 at the end of the file.
std::size_t read_some(const Descriptor& from, char* to, std::size_t size, const std::string& file) {
  for (;;) {
    const ssize_t got = ::read(from.fd(), to, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail(file, "read", errno);
  }
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void Descriptor::close() {
  if (fd_ != -1) ::close(std::exchange(fd_, -1));
}

std::string read_whole_file(const fs::path& file) {
  constexpr std::size_t kLongestStream = std::size_t{1} << 30;
  constexpr std::size_t kPiece = 1 << 16;
  struct stat status = {};
  const Descriptor descriptor = open_to_read(file, status);
  const bool regular = S_ISREG(status.st_mode);
  std::string contents;
  try {
    // The size is what to expect; the end is where nothing more comes.
    if (regular) contents.reserve(static_cast<std::size_t>(status.st_size) + 1);
    std::array<char, kPiece> piece;
    while (const std::size_t got = read_some(descriptor, piece.data(), piece.size(), file.string())) {
      contents.append(piece.data(), got);
      if (!regular && contents.size() > kLongestStream) {
        throw Error(fmt::format("{}: cannot be read: it is no file, and does not end after {} bytes", file.string(),
                                kLongestStream));
      }
    }
  } catch (const std::bad_alloc&) {
    throw Error(fmt::format("{}: cannot be read: there is no memory for its {} bytes", file.string(),
                            std::max<std::size_t>(contents.size(), static_cast<std::size_t>(status.st_size))));
  }
  return contents;
}

InputFile::InputFile(const fs::path& file) : name_(file.string()) {
  struct stat status = {};
  descriptor_ = open_to_read(file, status);
  if (!S_ISREG(status.st_mode)) throw Error(fmt::format("{}: cannot be read: it is not a regular file", name_));
  size_ = static_cast<std::uint64_t>(status.st_size);
}

std::vector<std::uint8_t> InputFile::read(std::uint64_t offset, std::size_t size) const {
  std::vector<std::uint8_t> bytes(size);
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = pread(descriptor_.fd(), bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno != EINTR) fail(name_, "read", errno);
    if (got == 0) throw Error(fmt::format("{}: cannot be read: it has become shorter", name_));
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool was_read(const fs::path& file) {
  struct stat status = {};
  return stat(file.c_str(), &status) == 0 && files_read().count(identity_of(status)) > 0;
}

}  // namespace vtasim
