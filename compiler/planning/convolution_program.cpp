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

  BuiltProgram place(const Placement& placement) const override {
    const Tiling tiling = tiling_of(choice_.mapping.nest, choice_.search.plan);
    BuiltProgram built =
        build_program(layer_, choice_.mapping, tiling, requantization_passes(layer_, tensors_), config_, placement);
    add_weights(layer_, tensors_, choice_.mapping, config_, built, built.program);
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
