#pragma once

#include <string>
#include <vector>

#include "sim/experiment/comparison.h"
#include "sim/report/table_layout.h"

namespace vtasim::report {

/// The columns that name a row: of layers, configurations and ways to requantize only where there are several, of
/// schedules where there are any.
/// `mappings` are those that rows may have, as far as they are known.
std::vector<TableColumn> name_columns(const experiment::Comparison& comparison,
                                      const std::vector<std::string>& mappings);

/// What names a row.
struct RowName {
  std::string layer;
  std::string hardware;
  std::string schedule;
  std::string mapping;  ///< As it is shown.
  compiler::RequantizationPass pass = compiler::RequantizationPass::fused;
};

/// What stands in them.
std::vector<std::string> name_cells(const experiment::Comparison& comparison, const experiment::ComparisonRow& row);
std::vector<std::string> name_cells(const experiment::Comparison& comparison, const RowName& name);

}  // namespace vtasim::report
