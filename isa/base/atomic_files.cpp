#include "isa/base/atomic_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "isa/base/error.h"

namespace vtasim {
namespace {

namespace fs = std::filesystem;

// Short, whatever the name of the file: that one may be as long as the file system takes.
constexpr std::string_view kPrefix = ".vtasim-";
constexpr std::string_view kEnding = ".tmp";

[[noreturn]] void cannot_write(const fs::path& file, const std::string& why) {
  throw Error(fmt::format("{}: cannot be written: {}", file.string(), why));
}

fs::path directory_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// Where writing to `file` ends up: renaming to a symbolic link would replace the link.
fs::path target_of(const fs::path& file) {
  std::error_code not_there;
  const fs::path target = fs::canonical(file, not_there);
  return not_there ? file : target;
}

/// Whether there is a file of this name, to be replaced. Throws Error where no file can have it. This is to be found
/// out before any file has got its name.
bool is_there(const fs::path& file) {
  struct stat status = {};
  if (stat(file.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) cannot_write(file, "is a directory");
    if (!S_ISREG(status.st_mode)) cannot_write(file, "it is not a regular file");
    return true;
  }
  if (errno != ENOENT) cannot_write(file, std::strerror(errno));
  return false;
}

/// A new file in `directory`, locked as long as it is open.
std::pair<fs::path, Descriptor> make_temporary(const fs::path& directory, const fs::path& file) {
  for (int n = 0;; ++n) {
    fs::path path = directory / fmt::format("{}{}-{}{}", kPrefix, getpid(), n, kEnding);
    Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!descriptor.open() && errno == EEXIST) continue;
    if (!descriptor.open()) cannot_write(file, std::strerror(errno));
    struct stat status = {};
    const bool locked = flock(descriptor.fd(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    // Somebody who cleans up may have come between.
    if (locked && fstat(descriptor.fd(), &status) == 0 && status.st_nlink > 0) return {path, std::move(descriptor)};
  }
}

/// Removes what a program that was killed has left. Of one that lives they are locked.
void remove_strays(const fs::path& directory) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.size() < kPrefix.size() + kEnding.size() || name.compare(0, kPrefix.size(), kPrefix) != 0 ||
        name.compare(name.size() - kEnding.size(), kEnding.size(), kEnding) != 0) {
      continue;
    }
    const Descriptor descriptor(::open(entry.path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (descriptor.open() && flock(descriptor.fd(), LOCK_EX | LOCK_NB) == 0) ::unlink(entry.path().c_str());
  }
}

}  // namespace

AtomicFiles::~AtomicFiles() {
  for (const Written& file : files_) {
    if (!file.temporary.empty()) ::unlink(file.temporary.c_str());
  }
}

void AtomicFiles::write(const fs::path& file, std::string_view contents) { append(begin(file), contents); }

std::size_t AtomicFiles::begin(const fs::path& file) {
  const fs::path target = target_of(file);
  const bool there = is_there(target);
  auto [temporary, descriptor] = make_temporary(directory_of(target), target);
  files_.push_back({target, std::move(temporary), !there, std::move(descriptor)});
  return files_.size() - 1;
}

void AtomicFiles::append(std::size_t number, std::string_view piece) {
  const Written& file = files_[number];
  const int fd = file.descriptor.fd();
  while (!piece.empty()) {
    const ssize_t written = ::write(fd, piece.data(), piece.size());
    if (written < 0 && errno != EINTR) cannot_write(file.target, std::strerror(errno));
    if (written > 0) piece.remove_prefix(static_cast<std::size_t>(written));
  }
  // Some file systems say only on closing that there is no room; closing the descriptor itself would end the lock.
  if (const int twin = dup(fd); twin != -1 && ::close(twin) != 0) cannot_write(file.target, std::strerror(errno));
}

void AtomicFiles::commit() {
  for (Written& file : files_) {
    if (::rename(file.temporary.c_str(), file.target.c_str()) == 0) {
      file.temporary.clear();
      continue;
    }
    const int error = errno;
    for (const Written& earlier : files_) {
      if (earlier.temporary.empty() && earlier.is_new) ::unlink(earlier.target.c_str());
    }
    cannot_write(file.target, std::strerror(error));
  }
  files_.clear();
}

void AtomicFiles::check_writable(const fs::path& file) {
  remove_strays(directory_of(target_of(file)));
  AtomicFiles().write(file, "");
}

void write_file(const fs::path& file, std::string_view contents) {
  AtomicFiles files;
  files.write(file, contents);
  files.commit();
}

}  // namespace vtasim
