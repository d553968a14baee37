#include "isa/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "isa/error.h"

namespace vtasim {

std::string read_whole_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) throw Error(fmt::format("{}: no such file", file.string()));
  if (std::filesystem::is_directory(file, error)) throw Error(fmt::format("{}: is a directory", file.string()));
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(fmt::format("{}: cannot be opened: {}", file.string(), std::strerror(errno)));
  std::string contents(std::filesystem::file_size(file, error), '\0');
  if (!error) stream.read(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (error || !stream) throw Error(fmt::format("{}: cannot be read: {}", file.string(), std::strerror(errno)));
  return contents;
}

AtomicFile::AtomicFile(std::filesystem::path file) : file_(std::move(file)) {
  std::error_code not_there;
  const std::filesystem::path target = std::filesystem::canonical(file_, not_there);
  if (!not_there) file_ = target;  // Renaming to a symbolic link would replace the link.
  temporary_ = file_;
  temporary_ += fmt::format(".{}.tmp", getpid());
}

AtomicFile::~AtomicFile() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::write(std::string_view contents) {
  // Found out now rather than by the rename, when other files may be in place already.
  std::error_code ignored;
  if (std::filesystem::is_directory(file_, ignored)) {
    throw Error(fmt::format("{}: cannot be written: is a directory", file_.string()));
  }
  std::error_code not_there;
  const std::filesystem::file_status status = std::filesystem::status(file_, not_there);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw Error(fmt::format("{}: cannot be written: it is not a regular file", file_.string()));
  }
  std::ofstream stream(temporary_, std::ios::binary | std::ios::trunc);
  if (stream) stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  stream.close();
  if (!stream) throw Error(fmt::format("{}: cannot be written: {}", file_.string(), std::strerror(errno)));
}

void AtomicFile::commit() {
  std::error_code error;
  std::filesystem::rename(temporary_, file_, error);
  if (error) throw Error(fmt::format("{}: cannot be written: {}", file_.string(), error.message()));
  temporary_.clear();
}

}  // namespace vtasim
