#include "sim/experiment/search_cache.h"

#include <fmt/format.h>
#include <link.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"

namespace vtasim::experiment {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".json";
constexpr std::size_t kHashDigits = 32;
/// What a file takes at least, on most file systems.
constexpr std::uint64_t kBlock = 4096;
/// No result of ours has so many bytes.
constexpr std::uint64_t kLargestFile = 1 << 20;

bool is_ours(const fs::path& file) {
  const std::string stem = file.stem().string();
  return file.extension() == kEnding && stem.size() == kHashDigits &&
         stem.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// The environment variable's, where that is an absolute path: others are to be ignored
/// (https://specifications.freedesktop.org/basedir-spec).
std::optional<fs::path> directory_from(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || !fs::path(value).is_absolute()) return std::nullopt;
  return value;
}

/// For dl_iterate_phdr(): adds the name of an object's file to a std::vector<std::string>.
extern "C" int add_object(dl_phdr_info* object, std::size_t, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(object->dlpi_name);
  return 0;
}

/// Reads the result out of a file's text. Throws Error where that is another's, or not whole.
std::string read_entry(const std::string& text, const std::string& program, const std::string& key) {
  const nlohmann::json object = parse_json(text, "search result");
  JsonReader reader(object, "search result");
  const std::string result = json_text(reader.member("result"));
  const bool whole = reader.text("hash") == hash128_of(result);
  const bool asked_for = reader.text("program") == program && json_text(reader.member("search")) == key;
  reader.expect_no_more();
  if (!whole || !asked_for) throw Error("search result: not this one");
  return result;
}

}  // namespace

std::string hash128_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::optional<std::string> program_hash() {
  // Their whole contents: a number that somebody has to raise would be forgotten once, and build ids are not made by
  // every linker. SystemC is such a library, and its order of events decides cycles.
  std::vector<std::string> files;
  dl_iterate_phdr(add_object, &files);
  std::string hashes;
  for (const std::string& file : files) {
    if (file.find("linux-vdso") != std::string::npos) continue;  // The kernel's, in no file.
    try {
      hashes += hash128_of(read_whole_file(file.empty() ? "/proc/self/exe" : file));
    } catch (const Error&) {
      return std::nullopt;
    }
  }
  return hash128_of(hashes);
}

struct SearchCache::Entry {
  fs::path file;
  std::uint64_t bytes = 0;
  fs::file_time_type used;
};

SearchCache::SearchCache(fs::path directory, std::string program)
    : directory_(std::move(directory)), program_(std::move(program)) {}

fs::path SearchCache::file_of(const std::string& key) const {
  return directory_ / fmt::format("{}{}", hash128_of(program_ + key), kEnding);
}

std::optional<std::string> SearchCache::find(const std::string& key) const {
  const fs::path file = file_of(key);
  std::error_code error;
  if (!fs::is_regular_file(file, error) || fs::file_size(file, error) > kLargestFile || error) return std::nullopt;
  try {
    std::string result = read_entry(read_whole_file(file), program_, key);
    fs::last_write_time(file, fs::file_time_type::clock::now(), error);
    return result;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void SearchCache::keep(const std::string& key, const std::string& result) const {
  std::error_code error;
  if (fs::create_directories(directory_, error)) fs::permissions(directory_, fs::perms::owner_all, error);
  nlohmann::ordered_json entry;
  entry["program"] = program_;
  entry["search"] = parse_json(key, "search key");
  entry["result"] = parse_json(result, "search result");
  entry["hash"] = hash128_of(result);
  try {
    write_file(file_of(key), json_text(entry) + '\n');
  } catch (const Error&) {
    return;  // It is found by searching again.
  }
}

std::vector<SearchCache::Entry> SearchCache::entries() const {
  std::vector<Entry> entries;
  std::error_code error;
  fs::directory_iterator file(directory_, error);
  for (; !error && file != fs::directory_iterator(); file.increment(error)) {
    if (!is_ours(file->path())) continue;
    std::error_code gone;  // Somebody else may have removed it meanwhile.
    Entry entry{file->path(), std::max<std::uint64_t>(kBlock, file->file_size(gone)), {}};
    if (!gone) entry.used = file->last_write_time(gone);
    if (!gone) entries.push_back(std::move(entry));
  }
  return entries;
}

void SearchCache::prune(std::uint64_t most) const {
  std::vector<Entry> all = entries();
  std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.used > b.used; });
  std::uint64_t bytes = 0;
  for (const Entry& entry : all) {
    bytes += entry.bytes;
    std::error_code ignored;
    if (bytes > most) fs::remove(entry.file, ignored);
  }
  if (all.empty()) return;
  try {
    AtomicFiles::check_writable(all.front().file);
  } catch (const Error&) {
    return;
  }
}

SearchCache::Usage SearchCache::usage() const {
  Usage usage;
  for (const Entry& entry : entries()) {
    ++usage.files;
    usage.bytes += entry.bytes;
  }
  return usage;
}

std::size_t SearchCache::clear() const {
  const std::vector<Entry> all = entries();
  for (const Entry& entry : all) {
    std::error_code error;
    fs::remove(entry.file, error);
    if (error) throw Error(fmt::format("{}: cannot be removed: {}", entry.file.string(), error.message()));
  }
  return all.size();
}

std::optional<fs::path> user_cache_directory() {
  if (const auto caches = directory_from("XDG_CACHE_HOME")) return *caches / "vtasim";
  if (const auto home = directory_from("HOME")) return *home / ".cache" / "vtasim";
  return std::nullopt;
}

std::optional<SearchCache> user_cache() {
  const auto directory = user_cache_directory();
  if (!directory) return std::nullopt;
  auto program = program_hash();
  if (!program) return std::nullopt;
  return SearchCache(*directory, *std::move(program));
}

}  // namespace vtasim::experiment
