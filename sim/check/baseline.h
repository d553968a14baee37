#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/check/measurement.h"

namespace vtasim::check {

/// What a suite gave when it was last accepted: JSON, sorted, one entry a line, so that a review shows what moved.
///
/// {"vtasim": VERSION,
///  "configurations": {HASH: the configuration's keys, ...}, "layers": {HASH: the layer, ...},
///  "entries": [{"name": ROW, "cycles": N, ..., the hashes, the cycles of each module by use}, ...]}
struct Baseline {
  std::string version;                         ///< Of the vtasim that wrote it.
  std::map<std::string, Measurement> entries;  ///< By row name.
  /// Contents of what the entries' hashes name, so that a difference can be told in keys and values.
  std::map<std::string, nlohmann::json> configurations;
  std::map<std::string, nlohmann::json> layers;
};

/// Nothing where there is no such file. Throws Error naming file, entry and field when it is no baseline.
std::optional<Baseline> read_baseline(const std::filesystem::path& file);

/// The file's text; the same for the same baseline, whoever writes it.
std::string to_text(const Baseline& baseline);

/// The line of `text`, a baseline's, that has the entry of this name; 1 where none has.
std::size_t entry_line(const std::string& text, const std::string& name);

/// The suite's stem with .baseline.json, beside it.
std::filesystem::path baseline_file(const std::filesystem::path& suite);

}  // namespace vtasim::check
