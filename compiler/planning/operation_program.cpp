#include "compiler/planning/operation_program.h"

#include <utility>

#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {
namespace {

class OperationProgram : public NodeProgram {
 public:
  OperationProgram(MappedOperation operation, const TilingPlan& plan, const isa::HardwareConfig& config)
      : operation_(std::move(operation)), plan_(plan), config_(config) {}

  BuiltProgram place(const Placement& placement) const override {
    return build_operation(operation_, tiling_of(operation_.mapping.nest, plan_), config_, placement);
  }

 private:
  const MappedOperation operation_;
  const TilingPlan plan_;
  const isa::HardwareConfig& config_;
};

}  // namespace

std::unique_ptr<NodeProgram> operation_program(MappedOperation operation, const TilingPlan& plan,
                                               const isa::HardwareConfig& config) {
  return std::make_unique<OperationProgram>(std::move(operation), plan, config);
}

}  // namespace vtasim::compiler
