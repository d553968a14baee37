#include "compiler/shipped.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "isa/error.h"

namespace vtasim {

std::filesystem::path shipped_directory(const std::string& folder) {
  const char* from_environment = std::getenv("VTASIM_CONFIGS");
  const std::filesystem::path configs =
      from_environment != nullptr && *from_environment != '\0' ? from_environment : VTASIM_SOURCE_CONFIGS;
  return configs / folder;
}

std::vector<std::string> shipped_names(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(shipped_directory(folder), error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_path(const std::string& name_or_path) {
  return name_or_path.find('/') != std::string::npos || std::filesystem::path(name_or_path).extension() == ".json";
}

std::filesystem::path shipped_file(const std::string& folder, const std::string& what,
                                   const std::string& name_or_path) {
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
