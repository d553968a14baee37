#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/search/search.h"
#include "isa/hardware_config.h"
#include "sim/experiment/search_key.h"
#include "sim/experiment/search_store.h"

namespace vtasim::experiment {

/// Where a search's choice stands among random schedules of a layer by a mapping.
struct SpaceSample {
  std::string mapping;
  std::int64_t schedules = 0;        ///< That there are (compiler/search/schedule_space.h).
  std::vector<std::int64_t> cycles;  ///< Of the random ones, fewest first.
  std::int64_t searched = 0;         ///< Cycles of the search's; 0 where it has none.
  int simulated = 0;                 ///< Programs that the search simulated.
  std::string error;                 ///< Why there is none.

  std::size_t faster() const;  ///< Random ones that take fewer cycles than the search's.
  /// Cycles that a part of the random ones take at most: of 0.5 the median. There must be some.
  std::int64_t quantile(double part) const;
};

/// Counts the schedules of a mapping that takes the layer, simulates `samples` random ones without values, and
/// searches. The same for the same seed. `progress` is called with the number of programs that were simulated.
SpaceSample sample_space(const Laboratory& laboratory, const SearchData& data, const std::string& mapping,
                         const isa::HardwareConfig& config, compiler::SearchEffort effort, std::size_t samples,
                         std::uint64_t seed, const std::function<void(int)>& progress);

}  // namespace vtasim::experiment
