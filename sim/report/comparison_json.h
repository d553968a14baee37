#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/experiment/comparison.h"

namespace vtasim::report {

/// A row with its counters, plain numbers.
nlohmann::json to_json(const experiment::ComparisonRow& row);

/// Everything known of the comparison, plain numbers: the layers, the host, the configurations, the rows with their
/// counters, and the totals.
nlohmann::json to_json(const experiment::Comparison& comparison);

}  // namespace vtasim::report
