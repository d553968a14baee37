#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/experiment/space_sample.h"

namespace vtasim::report {

/// A row for each mapping: its schedules, quantiles of the random ones' cycles, the search's and where it stands.
std::string format_space(const std::vector<experiment::SpaceSample>& samples, std::size_t width);

/// The random schedules of a mapping by their cycles: bars over ranges whose limits grow by the same factor, with a
/// mark where the search's choice stands. There must be some.
std::string format_distribution(const experiment::SpaceSample& sample, std::size_t width);

/// Plain numbers; all cycles.
nlohmann::json to_json(const experiment::SpaceSample& sample);

}  // namespace vtasim::report
