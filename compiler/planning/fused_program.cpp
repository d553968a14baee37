#include "compiler/planning/fused_program.h"

#include <utility>

namespace vtasim::compiler {
namespace {

class FusedProgram : public NodeProgram {
 public:
  FusedProgram(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
               const LayerTensors& depthwise, const LayerTensors& pointwise, const isa::HardwareConfig& config)
      : mapping_(mapping),
        plan_(plan),
        passes_(passes),
        depthwise_(depthwise),
        pointwise_(pointwise),
        config_(config) {}

  BuiltProgram place(const Placement& placement) const override {
    BuiltPairProgram pair = build_pair_program(mapping_, plan_, passes_, config_, placement);
    add_pair_weights(mapping_, depthwise_, pointwise_, config_, pair);
    BuiltProgram built;
    built.program = std::move(pair.program);
    built.stats = pair.stats;
    built.activation = pair.activation;
    built.output = pair.output;
    return built;
  }

 private:
  const PairMapping mapping_;
  const PairPlan plan_;
  const PairPasses passes_;
  const LayerTensors& depthwise_;
  const LayerTensors& pointwise_;
  const isa::HardwareConfig& config_;
};

}  // namespace

std::unique_ptr<NodeProgram> fused_program(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                                           const LayerTensors& depthwise, const LayerTensors& pointwise,
                                           const isa::HardwareConfig& config) {
  return std::make_unique<FusedProgram>(mapping, plan, passes, depthwise, pointwise, config);
}

}  // namespace vtasim::compiler
