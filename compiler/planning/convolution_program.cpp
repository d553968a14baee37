#include "compiler/planning/convolution_program.h"

#include "compiler/epilogue/requantization.h"
#include "compiler/program/compile.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {
namespace {

class ConvolutionProgram : public NodeProgram {
 public:
  ConvolutionProgram(const Layer& layer, const LayerTensors& tensors, const MappingChoice& choice,
                     const isa::HardwareConfig& config)
      : layer_(with_bias_entry(layer, choice.bias_entry)), tensors_(tensors), choice_(choice), config_(config) {}

  BuiltProgram place(const NodePlacement& placement) const override {
    const Tiling tiling = tiling_of(choice_.mapping.nest, choice_.search.plan);
    Placement of_program;
    of_program.begin = placement.begin;
    of_program.activation = placement.inputs.front();
    if (placement.inputs.size() > 1) of_program.residual = placement.inputs[1];
    of_program.output = placement.output;
    BuiltProgram built =
        build_program(layer_, choice_.mapping, tiling, requantization_passes(layer_, tensors_), config_, of_program);
    add_weights(layer_, tensors_, choice_.mapping, config_, built);
    return built;
  }

 private:
  const Layer layer_;
  const LayerTensors& tensors_;
  const MappingChoice choice_;
  const isa::HardwareConfig& config_;
};

}  // namespace

std::unique_ptr<NodeProgram> convolution_program(const Layer& layer, const LayerTensors& tensors,
                                                 const MappingChoice& choice, const isa::HardwareConfig& config) {
  return std::make_unique<ConvolutionProgram>(layer, tensors, choice, config);
}

}  // namespace vtasim::compiler
