#pragma once

#include <string>
#include <vector>

#include "sim/experiment/comparison.h"
#include "sim/report/table_layout.h"

namespace vtasim::report {

/// The columns that name a row: of layers, configurations and ways to requantize only where there are several.
/// `mappings` are those that rows may have, as far as they are known.
std::vector<TableColumn> name_columns(const experiment::Comparison& comparison,
                                      const std::vector<std::string>& mappings);

/// What stands in them.
std::vector<std::string> name_cells(const experiment::Comparison& comparison, const experiment::ComparisonRow& row);
std::vector<std::string> name_cells(const experiment::Comparison& comparison, const std::string& layer,
                                    const std::string& hardware, const std::string& mapping,
                                    compiler::RequantizationPass pass);

}  // namespace vtasim::report
