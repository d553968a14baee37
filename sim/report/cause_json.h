#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/observe/cause.h"

namespace vtasim::report {

/// Cycles by unit, kind of work and cause, those that are not 0; `bus` by who takes it. docs/files.md has the keys.
nlohmann::ordered_json to_json(const machine::CauseTotals& causes);

}  // namespace vtasim::report
