#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "compiler/host_model.h"
#include "sim/report/pair_run.h"

namespace vtasim {

/// Pairs of layers in every way they were run.
struct PairComparison {
  std::uint64_t seed = 0;  ///< Of the layers' data.
  HostModel host;
  std::vector<PairRow> rows;
};

/// As a table for a person, a row for each way, and after it the ways that give no program, and why.
std::string format_pairs(const PairComparison& comparison);

/// Everything known of the rows, plain numbers.
nlohmann::json to_json(const PairComparison& comparison);

}  // namespace vtasim
