#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/instruction.h"
#include "sim/observe/cause.h"
#include "sim/report/table.h"

namespace vtasim::report {

/// Columns of what the cycles of a row's modules went to: the module, its cycles at work, those of each wait, and what
/// it worked at.
void add_module_columns(Table& table);

/// The cells of those columns, a row for each module. `write_bursts` are the program's.
std::array<std::vector<std::string>, isa::kModuleCount> module_cells(const machine::CauseTotals& causes,
                                                                     std::int64_t write_bursts);

}  // namespace vtasim::report
