#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/codegen/lower.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/search/search.h"
#include "compiler/workload/tensors.h"
#include "isa/case_file.h"
#include "sim/experiment/comparison.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// The name that stands for the mapping with the fewest cycles.
inline constexpr const char* kAutoMapping = "auto";

/// Throws Error "WHERE: NAME is not known; ..." for what can be no mapping's name: neither known, nor kAutoMapping, nor
/// a pair of rectangles.
void check_mapping(const std::string& name, const std::string& where);

/// A program with its configuration and the outputs that it must leave.
isa::Case case_of(const isa::Program& program, const isa::HardwareConfig& config,
                  const std::vector<isa::Region>& outputs);

/// The effort of that name, "quick" or "full".
compiler::SearchEffort effort_of(const std::string& name);

/// A layer with its data: what all programs of it share.
struct LayerData {
  compiler::Layer layer;
  compiler::LayerTensors tensors;
  compiler::Tensor8 reference;
  std::vector<std::int32_t> bias;         ///< Of each output channel, with the input zero point in it; empty for none.
  std::vector<compiler::AluPass> passes;  ///< That requantize its sums.
};

LayerData make_layer_data(const compiler::Layer& layer, std::uint64_t seed);

/// The same layer and data, requantized then.
LayerData with_requantization(const LayerData& data, compiler::RequantizationPass pass);

/// What a search simulates with: cycles of a program without its values. `simulated` is called with the number of
/// programs so far.
compiler::Evaluator make_evaluator(machine::Machine& machine, const isa::HardwareConfig& config,
                                   std::function<void(int)> simulated);

/// A row with the program that it is about.
struct LayerRun {
  ComparisonRow row;
  std::optional<compiler::CompiledLayer> compiled;  ///< None where row.error or row.problem says why.
};

/// What a layer is to be mapped by.
struct MappingRequest {
  std::string name;                          ///< Of a mapping, or kAutoMapping.
  std::optional<compiler::Mapping> mapping;  ///< Of that name; none where the search chooses, or there is an error.
  std::string error;                         ///< Why the layer has no program by it.
};

/// Any mapping.
MappingRequest request_any();

/// The mapping of that name, or any where it is kAutoMapping. Has an error where the layer's shapes decide that there
/// is no program: to know before its data are made.
MappingRequest request_mapping(const std::string& name, const compiler::Layer& layer,
                               const isa::HardwareConfig& config);

/// The row of a layer whose request has an error.
LayerRun refused_run(const MappingRequest& request, const compiler::Layer& layer, const isa::HardwareConfig& config);

/// Searches for the best program of a layer as requested, without an error, runs it with values and checks what it
/// leaves in DRAM: every value of the output tensor, and every byte of it.
LayerRun run_layer(machine::Machine& machine, const LayerData& data, const MappingRequest& request,
                   const isa::HardwareConfig& config, compiler::SearchEffort effort,
                   const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
