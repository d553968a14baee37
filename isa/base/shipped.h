#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vtasim {

// Files that come with the project: FOLDER/NAME.json in the directory in the environment variable VTASIM_CONFIGS, where
// that is set and not empty; otherwise in share/vtasim of a directory that the running program lies in, however deep.
// An installation has PREFIX/share/vtasim beside PREFIX/bin, a build tree share/vtasim as a relative link to the
// project's configs.

/// The folder's full path; it need not exist. Throws Error naming VTASIM_CONFIGS where that is no directory that can be
/// read, or the program where no share/vtasim belongs to it.
std::filesystem::path shipped_directory(const std::string& folder);

/// Names of the shipped files of a folder, sorted; none where there is no such folder. Throws Error as
/// shipped_directory() does, and for a folder that cannot be read.
std::vector<std::string> shipped_names(const std::string& folder);

/// True for what cannot be a name: it contains '/' or ends in .json.
bool is_path(const std::string& name_or_path);

/// The file of that name or path. Throws Error "WHAT "NAME": no such file..." that lists the known names.
std::filesystem::path shipped_file(const std::string& folder, const std::string& what, const std::string& name_or_path);

}  // namespace vtasim
