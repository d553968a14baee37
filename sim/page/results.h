#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace vtasim::page {

/// What a page shows: rows out of files of results, as the page's scripts (browser/) read them. Each row has in `file`
/// which of `files` it is from. All members are arrays.
struct Results {
  nlohmann::json files = nlohmann::json::array();     ///< {"name", "kind", "hardware": {NAME: {...}}, "host"}.
  nlohmann::json programs = nlohmann::json::array();  ///< Of compare: a layer by a mapping on a configuration each.
  nlohmann::json totals = nlohmann::json::array();    ///< Of compare: a network by a mapping each.
  nlohmann::json pairs = nlohmann::json::array();     ///< Of fuse: a pair of layers in one way each.
  nlohmann::json networks = nlohmann::json::array();  ///< Of network: one on a configuration each, with its steps.
  nlohmann::json entries = nlohmann::json::array();   ///< Of check: a suite's row each.
  nlohmann::json runs = nlohmann::json::array();      ///< Of replay: a case each.
  nlohmann::json profiles = nlohmann::json::array();  ///< Of explain: a program each, with all that its run did.

  std::int64_t rows() const;  ///< Of all kinds, totals not among them.
  nlohmann::json to_json() const;
};

/// Reads files that commands write: compare --json, fuse --json, network --json, explain --json, check
/// --benchmark-json, replay --results, and a suite's baseline. What kind a file is, is told by its members. Throws
/// Error naming file, row and field for what is none, and for what a row must have and has not; members that the page
/// does not show may be there.
Results read_results(const std::vector<std::filesystem::path>& files);

}  // namespace vtasim::page
