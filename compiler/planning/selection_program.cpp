#include "compiler/planning/selection_program.h"

#include <utility>

namespace vtasim::compiler {
namespace {

class SelectionProgram : public NodeProgram {
 public:
  SelectionProgram(ChannelSelection selection, int pixels, const isa::HardwareConfig& config)
      : selection_(std::move(selection)), pixels_(pixels), config_(config) {}

  BuiltProgram place(const Placement& placement) const override {
    return build_selection(selection_, pixels_, config_, placement);
  }

 private:
  const ChannelSelection selection_;
  const int pixels_;
  const isa::HardwareConfig& config_;
};

}  // namespace

std::unique_ptr<NodeProgram> selection_program(ChannelSelection selection, int pixels,
                                               const isa::HardwareConfig& config) {
  return std::make_unique<SelectionProgram>(std::move(selection), pixels, config);
}

}  // namespace vtasim::compiler
