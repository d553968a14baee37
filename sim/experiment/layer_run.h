#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/program/compile.h"
#include "compiler/search/search.h"
#include "compiler/workload/tensors.h"
#include "isa/case_file.h"
#include "sim/experiment/comparison.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/search_key.h"
#include "sim/experiment/search_store.h"

namespace vtasim::experiment {

/// A program with its configuration and the outputs that it must leave.
isa::Case case_of(const isa::Program& program, const isa::HardwareConfig& config,
                  const std::vector<isa::Region>& outputs);

/// A layer with its data: what all programs of it share.
struct LayerData : SearchData {
  compiler::LayerTensors tensors;
  compiler::Tensor8 reference;
};

LayerData make_layer_data(const compiler::Layer& layer, compiler::LayerTensors tensors);

/// With the tensors of random_tensors().
LayerData make_layer_data(const compiler::Layer& layer, std::uint64_t seed);

/// The same layer and data, requantized then.
LayerData with_requantization(const LayerData& data, compiler::RequantizationPass pass);

/// A row with the program that it is about.
struct LayerRun {
  ComparisonRow row;
  std::optional<compiler::CompiledLayer> compiled;  ///< None where row.error or row.problem says why.
  isa::ProgramNotes notes;                          ///< Of the program, where the laboratory takes them.
};

/// The row of a layer whose request has an error.
LayerRun refused_run(const MappingRequest& request, const compiler::Layer& layer, const isa::HardwareConfig& config);

/// The row of a layer whose search could not be made.
LayerRun failed_run(const std::string& why, const std::string& mapping, const compiler::Layer& layer,
                    const isa::HardwareConfig& config);

/// Takes the best program of a layer as requested, without an error, which search_layer() finds, runs it with values
/// and checks what it leaves in DRAM: every value of the output tensor, and every byte of it.
LayerRun run_layer(const Laboratory& laboratory, const LayerData& data, const MappingRequest& request,
                   const isa::HardwareConfig& config, compiler::SearchEffort effort,
                   const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
