#include "isa/base/shipped.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "isa/base/error.h"

namespace vtasim {

namespace {

namespace fs = std::filesystem;

constexpr const char* kVariable = "VTASIM_CONFIGS";

/// Throws Error "WHAT: cannot be read: ..." where `directory` is none, or none that can be listed.
void check_readable(const fs::path& directory, const std::string& what) {
  std::error_code error;
  const fs::directory_iterator readable(directory, error);
  if (error) throw Error(fmt::format("{}: {} cannot be read: {}", what, directory.string(), error.message()));
}

fs::path program_file() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) {
    throw Error(fmt::format("/proc/self/exe: cannot be read: {}; {} can name the directory of the configurations",
                            error.message(), kVariable));
  }
  return program;
}

/// The directory of all folders.
fs::path configs_directory() {
  const char* from_environment = std::getenv(kVariable);
  if (from_environment != nullptr && *from_environment != '\0') {
    check_readable(from_environment, kVariable);
    return from_environment;
  }
  const fs::path program = program_file();
  for (fs::path directory = program.parent_path();; directory = directory.parent_path()) {
    std::error_code not_there;
    const fs::path found = fs::canonical(directory / "share" / "vtasim", not_there);
    if (!not_there) return found;
    if (directory == directory.parent_path()) break;
  }
  throw Error(
      fmt::format("no configurations: no directory above {} has share/vtasim; {} can name the directory they are in",
                  program.string(), kVariable));
}

}  // namespace

fs::path shipped_directory(const std::string& folder) { return configs_directory() / folder; }

std::vector<std::string> shipped_names(const std::string& folder) {
  const fs::path directory = shipped_directory(folder);
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(directory, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".json") names.push_back(entry->path().stem().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Error(fmt::format("{}: cannot be read: {}", directory.string(), error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_path(const std::string& name_or_path) {
  return name_or_path.find('/') != std::string::npos || fs::path(name_or_path).extension() == ".json";
}

fs::path shipped_file(const std::string& folder, const std::string& what, const std::string& name_or_path) {
  if (is_path(name_or_path)) return name_or_path;
  const std::vector<std::string> names = shipped_names(folder);
  if (std::find(names.begin(), names.end(), name_or_path) == names.end()) {
    throw Error(fmt::format("{} \"{}\": no such file and no such name; {} has {}", what, name_or_path,
                            shipped_directory(folder).string(),
                            names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
  }
  return shipped_directory(folder) / (name_or_path + ".json");
}

}  // namespace vtasim
