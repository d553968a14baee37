#include "sim/experiment/pair_request.h"

#include <nlohmann/json.hpp>

#include "compiler/lanes/refused.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/lanes_json.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/pair_plan_json.h"

namespace vtasim::experiment {
namespace {

/// `first` is a name or a mapping.
template <typename First>
PairRequest request_by(const std::string& name, const First& first, const compiler::LayerPair& pair,
                       const isa::HardwareConfig& config) {
  PairRequest request{name, std::nullopt, "", {}};
  try {
    request.mapping = make_pair_mapping(first, pair, config);
  } catch (const compiler::Refused& error) {
    request.error = error.what();
  }
  return request;
}

}  // namespace

std::string PairRequest::key() const {
  const bool custom = mapping && mapping->first.custom;
  if (plan.empty() && !custom && leaves.empty()) return name;
  nlohmann::json all = {{"mapping", name}, {"tiling", pair_plan_json(plan)}};
  if (!leaves.empty()) all["leaves"] = leaves;
  if (custom) all["mapping"] = lanes_json(name, *mapping->first.custom);
  return json_text(all);
}

PairRequest request_pair(const std::string& name, const compiler::LayerPair& pair, const isa::HardwareConfig& config) {
  if (name == kAutoMapping) return {name, std::nullopt, "", {}};
  return request_by(name, name, pair, config);
}

PairRequest request_pair(const compiler::Mapping& mapping, const compiler::LayerPair& pair,
                         const isa::HardwareConfig& config) {
  return request_by(mapping.name, mapping, pair, config);
}

}  // namespace vtasim::experiment
