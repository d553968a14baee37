#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vtasim {

// Files that come with the project: FOLDER/NAME.json in configs of the source tree, or in the directory in the
// environment variable VTASIM_CONFIGS.

/// The folder's full path.
std::filesystem::path shipped_directory(const std::string& folder);

/// Names of the shipped files of a folder, sorted; none where there is no such folder.
std::vector<std::string> shipped_names(const std::string& folder);

/// True for what cannot be a name: it contains '/' or ends in .json.
bool is_path(const std::string& name_or_path);

/// The file of that name or path. Throws Error "WHAT "NAME": no such file..." that lists the known names.
std::filesystem::path shipped_file(const std::string& folder, const std::string& what, const std::string& name_or_path);

}  // namespace vtasim
