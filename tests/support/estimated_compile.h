#pragma once

#include <fmt/format.h>

#include <string>

#include "compiler/epilogue/requantization.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile.h"
#include "compiler/search/choose_tiling.h"

namespace vtasim {

/// The layer by the mapping of that name, cut up as estimates say best: without a machine that simulates candidates.
inline compiler::CompiledLayer compile_estimated(const compiler::Layer& layer, const compiler::LayerTensors& tensors,
                                                 const std::string& name, const isa::HardwareConfig& config,
                                                 const compiler::Tiling* tiling = nullptr) {
  const compiler::Mapping mapping = make_mapping(name, layer, config);
  if (tiling != nullptr) return compile(layer, tensors, mapping, *tiling, config);
  const int alu_passes = 1 + static_cast<int>(requantization_passes(layer, tensors).size());
  const std::string what = fmt::format("layer {}, mapping {}", layer.name, name);
  return compile(layer, tensors, mapping, choose_tiling(mapping.nest, config, alu_passes, what), config);
}

}  // namespace vtasim
