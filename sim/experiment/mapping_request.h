#pragma once

#include <optional>
#include <string>

#include "compiler/lanes/mapping.h"
#include "compiler/tiling/partial_plan.h"
#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"

namespace vtasim::experiment {

/// The name that stands for the mapping with the fewest cycles.
inline constexpr const char* kAutoMapping = "auto";

/// Throws Error "WHERE: NAME is not known; ..." for what can be no mapping's name: neither known, nor kAutoMapping, nor
/// a pair of rectangles.
void check_mapping(const std::string& name, const std::string& where);

/// What a layer is to be mapped by, and what is given of its tiling.
struct MappingRequest {
  std::string name;                          ///< Of a mapping, or kAutoMapping.
  std::optional<compiler::Mapping> mapping;  ///< Of that name; none where the search chooses, or there is an error.
  std::string error;                         ///< Why the layer has no program by it.
  compiler::PartialPlan tiling;              ///< Only programs that have it are looked at.

  /// A text that requests of the same mapping and tiling have, and no others: the name where it says all.
  std::string key() const;
};

/// Any mapping.
MappingRequest request_any();

/// The mapping of that name, or any where it is kAutoMapping. Has an error where the layer's shapes decide that there
/// is no program: to know before its data are made.
MappingRequest request_mapping(const std::string& name, const compiler::Layer& layer,
                               const isa::HardwareConfig& config);

/// The mapping that somebody wrote down, and calls by that name, likewise.
MappingRequest request_lanes(const std::string& name, const compiler::LaneChoice& lanes, const compiler::Layer& layer,
                             const isa::HardwareConfig& config);

}  // namespace vtasim::experiment
