#pragma once

#include <optional>
#include <string>

#include "compiler/fusion/layer_pair.h"
#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/partial_pair_plan.h"
#include "compiler/lanes/mapping.h"
#include "isa/hardware_config.h"

namespace vtasim::experiment {

/// What the depthwise layer of a fused pair is to be mapped by, and what is given of the plan.
struct PairRequest {
  std::string name;                              ///< Of a mapping, or kAutoMapping.
  std::optional<compiler::PairMapping> mapping;  ///< None where the search chooses, or there is an error.
  std::string error;                             ///< Why it does not take the pair.
  compiler::PartialPairPlan plan;                ///< Only programs that have it are looked at.
  std::string leaves =
      {};  ///< How the mapping leaves the output, in words of its own, where not as others of the name.

  /// Whether the search chooses.
  bool any() const { return !mapping && error.empty(); }

  /// A text that requests of the same mapping and plan have, and no others: the name where it says all.
  std::string key() const;
};

/// The mapping of that name; any where it is kAutoMapping.
PairRequest request_pair(const std::string& name, const compiler::LayerPair& pair, const isa::HardwareConfig& config);

/// A mapping of the depthwise layer.
PairRequest request_pair(const compiler::Mapping& mapping, const compiler::LayerPair& pair,
                         const isa::HardwareConfig& config);

}  // namespace vtasim::experiment
