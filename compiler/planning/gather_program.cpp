#include "compiler/planning/gather_program.h"

#include <utility>

#include "compiler/operations/gather_terms.h"

namespace vtasim::compiler {
namespace {

class GatherProgram : public NodeProgram {
 public:
  GatherProgram(std::shared_ptr<const VectorGather> gather, const GatherTiling& tiling,
                const isa::HardwareConfig& config)
      : gather_(std::move(gather)), tiling_(tiling), config_(config) {}

  BuiltProgram place(const Placement& placement) const override {
    return build_gather(*gather_, GatherTerms(*gather_, config_.block, tiling_.once), tiling_, config_, placement);
  }

 private:
  const std::shared_ptr<const VectorGather> gather_;
  const GatherTiling tiling_;
  const isa::HardwareConfig& config_;
};

}  // namespace

std::unique_ptr<NodeProgram> gather_program(std::shared_ptr<const VectorGather> gather, const GatherTiling& tiling,
                                            const isa::HardwareConfig& config) {
  return std::make_unique<GatherProgram>(std::move(gather), tiling, config);
}

}  // namespace vtasim::compiler
