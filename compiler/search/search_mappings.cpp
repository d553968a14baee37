#include "compiler/search/search_mappings.h"

#include <algorithm>
#include <optional>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/bias_lanes.h"
#include "compiler/lanes/operand_bytes.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/search/least_cycles.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/search/refusals.h"
#include "isa/base/saturating.h"

namespace vtasim::compiler {
namespace {

/// Pairs of rectangles that are searched besides the named mappings.
constexpr std::size_t kQuickRectangles = 6;
constexpr std::size_t kFullRectangles = 32;

struct Candidate {
  std::string name;
  std::int64_t least = 0;
};

/// The mapping of the layer with its bias entering there, if that is possible.
std::optional<Mapping> mapping_with(BiasEntry entry, const Layer& layer, const std::vector<std::int32_t>& bias,
                                    const std::string& name, const isa::HardwareConfig& config) {
  const Layer changed = with_bias_entry(layer, entry);
  if (!applicable(name, changed, config)) return std::nullopt;
  Mapping mapping = make_mapping(name, changed, config);
  if (entry == BiasEntry::lane && !bias_fits_lanes(mapping, bias)) return std::nullopt;
  return mapping;
}

/// The mapping, where the shapes allow programs by it; adds to the refusals where they do not.
std::optional<Mapping> fitting_mapping(const std::string& name, const Layer& layer, const isa::HardwareConfig& config,
                                       Refusals& refusals) {
  auto stage = Refusals::Stage::mapping;
  std::int64_t bytes = 0;
  try {
    Mapping mapping = make_mapping(name, layer, config);
    stage = Refusals::Stage::memory;
    bytes = saturating_sum({activation_bytes(mapping.nest, config), filter_bytes(mapping.nest, config),
                            bias_and_shift_bytes(mapping.nest, config), output_bytes(mapping.nest, config)});
    check_sizes(layer, mapping, config);
    return mapping;
  } catch (const OtherKind& error) {
    refusals.add(name, Refusals::Stage::kind, error.what());
  } catch (const Refused& error) {
    refusals.add(name, stage, error.what(), bytes);
  }
  return std::nullopt;
}

}  // namespace

void check_shapes(const Layer& layer, const std::string& name, const isa::HardwareConfig& config) {
  check_sizes(layer, make_mapping(name, layer, config), config);
}

void check_shapes(const Layer& layer, const isa::HardwareConfig& config) {
  Refusals refusals;
  for (const std::string& name : mapping_names()) {
    if (fitting_mapping(name, layer, config, refusals)) return;
  }
  if (rectangle_candidates(layer, config, 1, 1).empty()) throw Refused(refusals.summary(layer));
}

std::vector<std::string> mapping_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                            SearchEffort effort) {
  std::vector<std::string> names;
  for (const std::string& name : mapping_names()) {
    if (applicable(name, layer, config)) names.push_back(name);
  }
  const std::size_t pairs = effort == SearchEffort::quick ? kQuickRectangles : kFullRectangles;
  for (const RankedRectangles& pair : rectangle_candidates(layer, config, alu_passes, pairs)) {
    names.push_back(pair.name);
  }
  if (names.empty()) return mapping_names();  // Which say why not.
  return names;
}

Layer with_bias_entry(const Layer& layer, BiasEntry entry) {
  Layer changed = layer;
  changed.bias_entry = entry;
  return changed;
}

MappingChoice search_mapping(const Layer& layer, const std::vector<std::int32_t>& bias,
                             const std::vector<AluPass>& passes, const std::string& name,
                             const isa::HardwareConfig& config, SearchEffort effort, const Evaluator& evaluate) {
  MappingChoice best{name, layer.bias_entry, {}, 0};
  const Mapping mapping = make_mapping(name, layer, config);
  check_bias_lanes(layer, mapping, bias);
  best.search = search_tiling(layer, mapping, passes, config, effort, evaluate);
  if (layer.bias_entry != BiasEntry::automatic || bias.empty()) return best;
  best.bias_entry = BiasEntry::alu;  // What make_mapping() takes `automatic` for.
  int considered = best.search.considered;
  int simulated = best.search.simulated;
  const SearchResult by_alu = best.search;
  for (const BiasEntry entry : {BiasEntry::lane, BiasEntry::load}) {
    const auto changed = mapping_with(entry, layer, bias, name, config);
    // What the host would have to pack costs more than such cycles as this saves.
    if (!changed || (changed->host_packed && !mapping.host_packed)) continue;
    SearchResult found =
        search_tiling_near(by_alu, with_bias_entry(layer, entry), *changed, passes, config, effort, evaluate);
    considered += found.considered;
    simulated += found.simulated;
    if (found.cycles >= best.search.cycles) continue;
    best.bias_entry = entry;
    best.search = std::move(found);
  }
  best.search.considered = considered;
  best.search.simulated = simulated;
  return best;
}

MappingChoice search_mappings(const Layer& layer, const std::vector<std::int32_t>& bias,
                              const std::vector<AluPass>& passes, const std::vector<std::string>& names,
                              const isa::HardwareConfig& config, SearchEffort effort, const Evaluator& evaluate) {
  std::vector<Candidate> candidates;
  Refusals refusals;
  for (const std::string& name : names) {
    if (const auto mapping = fitting_mapping(name, layer, config, refusals)) {
      candidates.push_back({name, least_cycles(mapping->nest, config, 1 + static_cast<int>(passes.size())).bound()});
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.least < b.least; });
  std::optional<MappingChoice> best;
  int skipped = 0;
  int considered = 0;
  int simulated = 0;
  for (const Candidate& candidate : candidates) {
    // Not one with a mere estimate against it, so that what is found is no worse than any mapping's own search finds.
    if (best && candidate.least >= best->search.cycles) {
      ++skipped;
      continue;
    }
    MappingChoice found;
    try {
      found = search_mapping(layer, bias, passes, candidate.name, config, effort, evaluate);
    } catch (const Refused& error) {
      refusals.add(candidate.name, Refusals::Stage::search, error.what());
      continue;
    }
    considered += found.search.considered;
    simulated += found.search.simulated;
    if (!best || found.search.cycles < best->search.cycles) best = std::move(found);
  }
  if (!best) throw Refused(refusals.summary(layer));
  best->search.considered = considered;
  best->search.simulated = simulated;
  best->mappings_skipped = skipped;
  return *std::move(best);
}

}  // namespace vtasim::compiler
