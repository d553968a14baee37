#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vtasim::experiment {

/// XXH3, 128 bits, canonical (https://xxhash.com): 32 hexadecimal digits.
std::string hash128_of(std::string_view bytes);

/// A hash of all that is being executed: the program's file and the libraries that it has loaded. Nothing where one
/// cannot be read.
std::optional<std::string> program_hash();

/// Results of searches (search_json.h) in a directory of the user's, for later runs: a file for each key (search_key.h)
/// and each program that searches. What a search comes to follows from these two, so that a result that is found never
/// is one that a search would not come to: another program, of whatever version, has other files. Any number of
/// processes may use it at a time. Nothing here is an error: what is no whole file of ours is not there, what cannot be
/// written is not kept.
class SearchCache {
 public:
  /// Bytes that all files may take; the least recently used ones go first.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;

  /// `program` is the program_hash() of who searches. The directory need not be there yet.
  SearchCache(std::filesystem::path directory, std::string program);

  const std::filesystem::path& directory() const { return directory_; }

  /// The text of a result, which then counts as used now.
  std::optional<std::string> find(const std::string& key) const;
  void keep(const std::string& key, const std::string& result) const;

  /// Removes files until the others take no more than `most` bytes, and what killed processes have left.
  void prune(std::uint64_t most = kMostBytes) const;

  struct Usage {
    std::size_t files = 0;
    std::uint64_t bytes = 0;  ///< At least kBlock a file.
  };
  Usage usage() const;

  /// Removes all results, those of other programs too, and returns how many there were. Throws Error where one cannot
  /// be removed.
  std::size_t clear() const;

 private:
  struct Entry;
  std::filesystem::path file_of(const std::string& key) const;
  std::vector<Entry> entries() const;

  std::filesystem::path directory_;
  std::string program_;
};

/// Where the user's results are: vtasim in the directory that the environment variable XDG_CACHE_HOME names, or in
/// .cache of HOME. Nothing where neither is an absolute path.
std::optional<std::filesystem::path> user_cache_directory();

/// The user's, for this program; nothing where there is no directory for it, or no program_hash().
std::optional<SearchCache> user_cache();

}  // namespace vtasim::experiment
