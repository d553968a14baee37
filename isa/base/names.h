#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace vtasim {

/// Bytes that the name of a layer, a network, a host, a suite or an entry may have.
inline constexpr std::size_t kLongestName = 100;
/// Bytes that the name of a case may have: it is made of others.
inline constexpr std::size_t kLongestCaseName = 1000;

/// Throws Error "WHAT is NAME; ..." for a name that a table, a file or a terminal could not show: an empty one, one
/// that is too long, or one with control characters.
void check_name(const std::string& name, const std::string& what, std::size_t longest = kLongestName);

/// The name that a file gives to what is in it: its stem, as UTF-8 that can be shown.
std::string name_of_file(const std::filesystem::path& file);

}  // namespace vtasim
