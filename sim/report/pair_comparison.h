#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/experiment/host_model.h"
#include "sim/experiment/pair_run.h"
#include "sim/report/pair_totals.h"
#include "sim/report/table.h"

namespace vtasim::report {

/// Pairs of layers in every way they were run.
struct PairComparison {
  std::size_t pairs = 0;              ///< That there are.
  std::vector<std::string> mappings;  ///< Of the depthwise layers, that were asked for.
  std::uint64_t seed = 0;             ///< Of the layers' data.
  experiment::HostModel host;
  std::vector<experiment::PairRow> rows;
};

/// How a row was run: "apart: swapped, direct", "fused: diagonal, transposed, direct".
std::string how(const experiment::PairRow& row);

/// Pairs as a table for a person, a row for each way, printed as the rows come.
class PairTable {
 public:
  /// The pairs and configurations that rows may have, and mappings of the depthwise layer: column widths follow from
  /// them, so that all rows line up.
  PairTable(const experiment::HostModel& host, const std::vector<compiler::LayerPair>& pairs,
            const std::vector<isa::HardwareConfig>& hardware, const std::vector<std::string>& mappings,
            std::size_t width);

  /// The lines of a row; none for one without a program.
  std::string row(const experiment::PairRow& row);

  /// What follows the rows: the totals, of several pairs, the columns that were left out, and the ways that gave no
  /// program, and why.
  std::string end(const std::vector<PairTotal>& totals);

 private:
  std::vector<std::string> cells_of(const experiment::PairRow& row, const std::string& pair,
                                    const std::string& how) const;

  experiment::HostModel host_;
  std::size_t width_;
  GrowingTable table_;
  std::string missing_;
};

/// Everything known of the rows and the totals, plain numbers.
nlohmann::json to_json(const PairComparison& comparison);

}  // namespace vtasim::report
