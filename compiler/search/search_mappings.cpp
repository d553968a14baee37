#include "compiler/search/search_mappings.h"

#include <algorithm>
#include <optional>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/bias_lanes.h"
#include "compiler/epilogue/bias_product.h"
#include "compiler/lanes/operand_bytes.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/search/least_cycles.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/search/refusals.h"
#include "compiler/search/window_candidates.h"
#include "isa/base/saturating.h"

namespace vtasim::compiler {
namespace {

/// Pairs of rectangles that are searched besides the named mappings.
constexpr std::size_t kQuickRectangles = 6;
constexpr std::size_t kFullRectangles = 32;

/// Windows likewise.
constexpr std::size_t kQuickWindows = 4;
constexpr std::size_t kFullWindows = 16;

/// The same mapping of the layer with its bias entering there, if that is possible.
std::optional<Mapping> mapping_with(BiasEntry entry, const Layer& layer, const std::vector<std::int32_t>& bias,
                                    const Mapping& other, const isa::HardwareConfig& config) {
  try {
    Mapping mapping = remake_mapping(other, with_bias_entry(layer, entry), config);
    if (entry == BiasEntry::lane && !bias_fits_lanes(mapping, bias)) return std::nullopt;
    if (entry == BiasEntry::product && !bias_fits_product(mapping, bias, config.block)) return std::nullopt;
    return mapping;
  } catch (const Refused&) {
    return std::nullopt;
  }
}

/// Whether the shapes allow programs by the mapping; adds to the refusals where they do not.
bool fits(const Mapping& mapping, const Layer& layer, const isa::HardwareConfig& config, Refusals& refusals) {
  try {
    check_sizes(layer, mapping, config);
    return true;
  } catch (const Refused& error) {
    const LoopNest& nest = mapping.nest;
    const std::int64_t bytes = saturating_sum({activation_bytes(nest, config), filter_bytes(nest, config),
                                               bias_and_shift_bytes(nest, config), output_bytes(nest, config)});
    refusals.add(mapping.name, Refusals::Stage::memory, error.what(), bytes);
    return false;
  }
}

/// The mapping of that name, where it takes the layer; adds to the refusals where it does not.
std::optional<Mapping> taking_mapping(const std::string& name, const Layer& layer, const isa::HardwareConfig& config,
                                      Refusals& refusals) {
  try {
    return make_mapping(name, layer, config);
  } catch (const OtherKind& error) {
    refusals.add(name, Refusals::Stage::kind, error.what());
  } catch (const Refused& error) {
    refusals.add(name, Refusals::Stage::mapping, error.what());
  }
  return std::nullopt;
}

/// Adds why the named mappings that are none of `mappings` do not take the layer, if they do not.
void add_others(const std::vector<Mapping>& mappings, const Layer& layer, const isa::HardwareConfig& config,
                Refusals& refusals) {
  for (const std::string& name : mapping_names()) {
    const bool among = std::any_of(mappings.begin(), mappings.end(), [&](const Mapping& m) { return m.name == name; });
    if (!among) taking_mapping(name, layer, config, refusals);
  }
}

/// Whether some named mapping has programs, by the shapes; the refusals of those before it, or of all.
bool any_fits(const Layer& layer, const isa::HardwareConfig& config, Refusals& refusals) {
  for (const std::string& name : mapping_names()) {
    const std::optional<Mapping> mapping = taking_mapping(name, layer, config, refusals);
    if (mapping && fits(*mapping, layer, config, refusals)) return true;
  }
  return false;
}

/// Whether a map without a sequence of places has the same elements in the same lanes.
bool same_lanes(const LaneMap& a, const LaneMap& b) {
  return !a.sequence && !b.sequence && a.channel_step == b.channel_step && a.row_step == b.row_step &&
         a.col_step == b.col_step && a.vector_rows == b.vector_rows && a.lanes == b.lanes;
}

/// Whether mappings of a layer differ in nothing but their names: the nest follows from the lanes.
bool same_but_for_name(const Mapping& a, const Mapping& b) {
  return a.nest.operands == b.nest.operands && a.layer_groups == b.layer_groups && a.host_packed == b.host_packed &&
         a.host_padding == b.host_padding && a.rows_in_plane_row == b.rows_in_plane_row && same_lanes(a.in, b.in) &&
         same_lanes(a.out, b.out);
}

}  // namespace

Mapping make_checked_mapping(const std::string& name, const Layer& layer, const isa::HardwareConfig& config) {
  Mapping mapping = make_mapping(name, layer, config);
  check_sizes(layer, mapping, config);
  return mapping;
}

void check_shapes(const Layer& layer, const isa::HardwareConfig& config) {
  Refusals refusals;
  if (any_fits(layer, config, refusals)) return;
  if (rectangle_candidates(layer, config, 1, 1).empty()) throw Refused(refusals.summary(layer));
}

std::vector<Mapping> mapping_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                        SearchEffort effort) {
  std::vector<Mapping> mappings;
  Refusals others;
  for (const std::string& name : mapping_names()) {
    if (auto mapping = taking_mapping(name, layer, config, others)) mappings.push_back(*std::move(mapping));
  }
  const std::size_t pairs = effort == SearchEffort::quick ? kQuickRectangles : kFullRectangles;
  const auto named = static_cast<std::ptrdiff_t>(mappings.size());
  for (RankedMapping& pair : rectangle_candidates(layer, config, alu_passes, pairs)) {
    const bool is_named = std::any_of(mappings.begin(), mappings.begin() + named,
                                      [&](const Mapping& other) { return same_but_for_name(pair.mapping, other); });
    if (!is_named) mappings.push_back(std::move(pair.mapping));
  }
  const std::size_t windows = effort == SearchEffort::quick ? kQuickWindows : kFullWindows;
  for (RankedMapping& one : window_candidates(layer, config, alu_passes, windows)) {
    mappings.push_back(std::move(one.mapping));
  }
  return mappings;
}

Layer with_bias_entry(const Layer& layer, BiasEntry entry) {
  Layer changed = layer;
  changed.bias_entry = entry;
  return changed;
}

MappingChoice search_mapping(const Layer& layer, const std::vector<std::int32_t>& bias,
                             const std::vector<AluPass>& passes, const Mapping& mapping,
                             const isa::HardwareConfig& config, const SearchScope& scope, const Evaluator& evaluate) {
  MappingChoice best{mapping, layer.bias_entry, {}, 0};
  check_bias_lanes(layer, mapping, bias);
  check_bias_product(layer, mapping, bias, config.block);
  best.search = search_tiling(layer, mapping, passes, config, scope, evaluate);
  if (layer.bias_entry != BiasEntry::automatic || bias.empty()) return best;
  best.bias_entry = BiasEntry::alu;  // What make_mapping() takes `automatic` for.
  int considered = best.search.considered;
  int simulated = best.search.simulated;
  const SearchResult by_alu = best.search;
  for (const BiasEntry entry : {BiasEntry::product, BiasEntry::lane, BiasEntry::load}) {
    auto changed = mapping_with(entry, layer, bias, mapping, config);
    // What the host would have to pack costs more than such cycles as this saves.
    if (!changed || (changed->host_packed && !mapping.host_packed)) continue;
    SearchResult found =
        search_tiling_near(by_alu, with_bias_entry(layer, entry), *changed, passes, config, scope, evaluate);
    considered += found.considered;
    simulated += found.simulated;
    if (found.cycles >= best.search.cycles) continue;
    best.mapping = *std::move(changed);
    best.bias_entry = entry;
    best.search = std::move(found);
  }
  best.search.considered = considered;
  best.search.simulated = simulated;
  return best;
}

MappingChoice search_mappings(const Layer& layer, const std::vector<AluPass>& passes,
                              const std::vector<Mapping>& mappings, const isa::HardwareConfig& config,
                              const MappingSearch& search) {
  struct Candidate {
    const Mapping* mapping = nullptr;
    std::int64_t least = 0;
  };
  std::vector<Candidate> candidates;
  Refusals refusals;
  for (const Mapping& mapping : mappings) {
    if (!fits(mapping, layer, config, refusals)) continue;
    candidates.push_back({&mapping, least_cycles(mapping.nest, config, 1 + static_cast<int>(passes.size())).bound()});
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
      found = search(*candidate.mapping);
    } catch (const Refused& error) {
      refusals.add(candidate.mapping->name, Refusals::Stage::search, error.what());
      continue;
    }
    considered += found.search.considered;
    simulated += found.search.simulated;
    if (!best || found.search.cycles < best->search.cycles) best = std::move(found);
  }
  if (!best) {
    add_others(mappings, layer, config, refusals);
    throw Refused(refusals.summary(layer));
  }
  best->search.considered = considered;
  best->search.simulated = simulated;
  best->mappings_skipped = skipped;
  return *std::move(best);
}

}  // namespace vtasim::compiler
