#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"
#include "isa/base/text_width.h"
#include "isa/hardware_config.h"
#include "sim/experiment/host_model.h"
#include "sim/experiment/joined_run.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/network_run.h"
#include "sim/experiment/network_strategies.h"
#include "sim/experiment/planned_network.h"

namespace vtasim::report {

/// A network planned and run on one configuration.
struct NetworkResult : experiment::PlannedNetwork {
  isa::HardwareConfig hardware;
  experiment::NetworkRun run;
  std::optional<experiment::JoinedRun> joined;  ///< Where that was wanted, too.
  std::vector<experiment::Strategy> strategies;
};

/// Networks as they were run, and what they were run with.
struct NetworkResults {
  const experiment::NetworkData* data = nullptr;
  experiment::HostModel host;
  compiler::PlanningRules rules;
  std::uint64_t seed = 0;
  std::vector<NetworkResult> results;  ///< Of each configuration.
};

/// A result as tables for a person, within `width`: a row for each step with changes of layout as rows of their own,
/// totals, what it takes as one program, what strategies would come to, and DRAM.
std::string format_network(const NetworkResults& all, const NetworkResult& result, std::size_t width = kUnlimitedWidth);

/// Everything known of them, plain numbers.
nlohmann::json to_json(const NetworkResults& all);

}  // namespace vtasim::report
