#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/fusion/layer_pair.h"
#include "compiler/operations/mapped_operation.h"
#include "compiler/operations/vector_gather.h"
#include "compiler/search/search.h"
#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"
#include "isa/hardware_config.h"

namespace vtasim::experiment {

/// A layer and what searches for its programs depend on of its data.
struct SearchData {
  compiler::Layer layer;
  std::vector<std::int32_t> bias;         ///< Of each output channel, with the input zero point in it; empty for none.
  std::vector<compiler::AluPass> passes;  ///< That requantize its sums.
};

SearchData make_search_data(const compiler::Layer& layer, const compiler::LayerTensors& tensors);

/// Without the tensors, which have the values of that seed.
SearchData make_search_data(const compiler::Layer& layer, std::uint64_t seed);

/// A pair of layers likewise.
struct PairSearchData {
  compiler::LayerPair pair;
  SearchData depthwise;
  SearchData pointwise;
};

// All that decides what a search comes to, besides the program that makes it; JSON. Searches of one key come to the
// same, whatever the layers and the configurations are called. `mapping` is MappingRequest::key(), of a pair's
// depthwise layer the mapping's name or kAutoMapping.

std::string search_key(const SearchData& data, const std::string& mapping, const isa::HardwareConfig& config,
                       compiler::SearchEffort effort);

/// Of a pair, whose depthwise layer is mapped so.
std::string search_key(const PairSearchData& data, const std::string& mapping, const isa::HardwareConfig& config,
                       compiler::SearchEffort effort);

/// Of an operation that is no convolution.
std::string search_key(const compiler::MappedOperation& operation, const isa::HardwareConfig& config,
                       compiler::SearchEffort effort);

/// Of a gather of vectors, however much is looked for.
std::string search_key(const compiler::VectorGather& gather, const isa::HardwareConfig& config);

}  // namespace vtasim::experiment
