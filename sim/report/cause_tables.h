#pragma once

#include <cstddef>
#include <string>

#include "isa/base/text_width.h"
#include "sim/observe/cause.h"

namespace vtasim::report {

/// What each unit's cycles at work went to, a row a kind of work: its data or operations, the memory's delay, the bus
/// taken by others, requests, and the rest. Within `width`.
std::string work_table(const machine::CauseTotals& causes, std::size_t width = kUnlimitedWidth);

/// What each unit waited for when it was idle, a row a unit. Within `width`.
std::string idle_table(const machine::CauseTotals& causes, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
