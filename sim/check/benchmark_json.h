#pragma once

#include <string>

#include "sim/check/finding.h"

namespace vtasim::check {

/// The measurements in the form that github-action-benchmark reads as `customSmallerIsBetter`: an array of {name, unit,
/// value, extra}. Two of each row that finished: its cycles and its DRAM bytes.
std::string to_benchmark_json(const CheckReport& report);

}  // namespace vtasim::check
