#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/workload/layer.h"
#include "sim/experiment/comparison.h"
#include "sim/report/figures.h"

namespace vtasim::report {

/// The name under which the fastest rows of the layers are summed up, whatever their mappings.
inline constexpr const char* kFastest = "fastest";

/// Rows of one layer each, summed up: what a network costs by a mapping, as far as that has verified rows.
struct ComparisonTotal {
  std::string hardware;
  std::string schedule;                              ///< A schedule's name; then asked_for is empty.
  std::string asked_for;                             ///< A mapping, "auto", or kFastest.
  std::optional<compiler::RequantizationPass> pass;  ///< Where they are compared; otherwise each layer has its own.
  std::size_t layers = 0;                            ///< That are in it,
  std::size_t of_layers = 0;                         ///< of the comparison's.
  Figures figures;
  std::int64_t peak_dram_bytes = 0;  ///< The largest of the layers'.

  /// "all 28", or "13 of 28".
  std::string layers_label() const;
};

/// For each configuration and way to requantize: a total for each schedule and each mapping that was asked for, and,
/// where layers have several rows, that of the fastest row of each layer. Only rows that finished with the right output
/// are in a total; one that no row is in is left out.
std::vector<ComparisonTotal> totals_of(const experiment::Comparison& comparison);

/// Plain numbers.
nlohmann::json to_json(const ComparisonTotal& total, const experiment::HostModel& host);

}  // namespace vtasim::report
