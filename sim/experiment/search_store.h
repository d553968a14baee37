#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "isa/base/error.h"
#include "isa/base/parse_json.h"
#include "sim/experiment/search_cache.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// What searches came to (search_json.h), by their keys (search_key.h): none is made twice in a run, nor, with a cache,
/// in a later one.
class SearchStore {
 public:
  SearchStore() = default;
  /// With the user's cache, if there is one.
  explicit SearchStore(std::optional<SearchCache> cache) : cache_(std::move(cache)) {}
  /// Keeps the cache within its size.
  ~SearchStore();
  SearchStore(const SearchStore&) = delete;
  SearchStore& operator=(const SearchStore&) = delete;

  /// The text of a result.
  std::optional<std::string> find(const std::string& key);
  /// It as `read` makes it of its JSON; nothing too where that throws Error.
  template <typename Read>
  auto find_by(const std::string& key, const Read& read)
      -> std::optional<decltype(read(std::declval<const nlohmann::json&>()))> {
    const std::optional<std::string> text = find(key);
    if (!text) return std::nullopt;
    try {
      return read(parse_json(*text, "search result"));
    } catch (const Error&) {
      return std::nullopt;
    }
  }
  void keep(const std::string& key, const nlohmann::json& result);

  /// All results of this run, by their keys.
  const std::map<std::string, std::string>& results() const { return results_; }
  /// Those of another process.
  void add(const std::map<std::string, std::string>& results);

 private:
  std::map<std::string, std::string> results_;
  std::optional<SearchCache> cache_;
};

/// What it takes to search for programs and to run them.
struct Laboratory {
  machine::Machine& machine;
  SearchStore& store;
  bool takes_notes = false;  ///< Of the programs of rows (isa/program_notes.h).
  /// Of the host's cache lines, where rows say what the host does to pack for them; 0 where they do not.
  int line_bytes = 0;
};

}  // namespace vtasim::experiment
