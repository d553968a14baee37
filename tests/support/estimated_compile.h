#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/epilogue/requantization.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile.h"
#include "compiler/search/search.h"

namespace vtasim {

/// The tiling that estimates say is best, without a machine that simulates candidates: for an evaluator to which every
/// program is as fast as can be, the search is over with the first.
inline compiler::Tiling estimated_tiling(const compiler::Layer& layer, const compiler::Mapping& mapping,
                                         const std::vector<compiler::AluPass>& passes,
                                         const isa::HardwareConfig& config) {
  const auto no_cycles = [](const isa::Program&) { return std::int64_t{0}; };
  const compiler::SearchResult found =
      search_tiling(layer, mapping, passes, config, compiler::SearchEffort::quick, no_cycles);
  return tiling_of(mapping.nest, found.plan);
}

/// The layer by a mapping, in estimated_tiling() where there is no `tiling`.
inline compiler::CompiledLayer compile_estimated(const compiler::Layer& layer, const compiler::LayerTensors& tensors,
                                                 const compiler::Mapping& mapping, const isa::HardwareConfig& config,
                                                 const compiler::Tiling* tiling = nullptr) {
  if (tiling != nullptr) return compile(layer, tensors, mapping, *tiling, config);
  const compiler::Tiling estimated = estimated_tiling(layer, mapping, requantization_passes(layer, tensors), config);
  return compile(layer, tensors, mapping, estimated, config);
}

/// The same by the mapping of that name.
inline compiler::CompiledLayer compile_estimated(const compiler::Layer& layer, const compiler::LayerTensors& tensors,
                                                 const std::string& name, const isa::HardwareConfig& config,
                                                 const compiler::Tiling* tiling = nullptr) {
  return compile_estimated(layer, tensors, make_mapping(name, layer, config), config, tiling);
}

}  // namespace vtasim
