#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/check/baseline.h"
#include "sim/check/measurement.h"
#include "sim/check/suite.h"

namespace vtasim::check {

/// "cycles 330,151 -> 330,300 (+149, +0.05%)".
std::string describe_change(const ComparedValue& value, std::int64_t before, std::int64_t now);

/// "yes"; "NO" with what is wrong; "nothing to verify".
std::string describe_verified(const Measurement& measurement);

/// A change as a percentage of `before`, with its sign: "+0.05%", "-12.30%"; "+<0.01%" where two decimals would show
/// none of it; "-" where there is nothing to relate it to.
std::string signed_percent(std::int64_t before, std::int64_t now);

/// Which members of `now` are not those of `before`: "shell.memory_delay 16 -> 18". Objects are compared member by
/// member, everything else as a whole.
std::vector<std::string> describe_json_changes(const nlohmann::json& before, const nlohmann::json& now);

/// What is another one, by the fingerprints: search, configuration, layer, mapping, instructions, tokens, data, the
/// simulator's version. Where `numbers_differ` and none of these explains it, that the simulator itself counts
/// otherwise.
std::vector<std::string> describe_origins(const SuiteRow& row, const Baseline& before_baseline,
                                          const Baseline& now_baseline, const Measurement& before,
                                          const Measurement& now, bool numbers_differ);

/// A line for each module whose cycles go elsewhere, largest changes first: "cycles of compute: busy with GEMM +149,
/// waiting for load's token -20". Of runs that both finish, each line adds up to the change of the cycles.
std::vector<std::string> describe_used_cycles(const UsedCycles& before, const UsedCycles& now);

/// A line for each module that waits longer or shorter at its work: "load at work: memory's delay +164, bus taken by
/// others -12".
std::vector<std::string> describe_memory_waits(const MemoryWaits& before, const MemoryWaits& now);

}  // namespace vtasim::check
