#include "compiler/codegen/lower.h"

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/separate_requantization.h"
#include "compiler/epilogue/alu_pass.h"

namespace vtasim::compiler {

UopTable lower(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config,
               const std::vector<AluPass>& requantization, const DramBases& bases, NoteTaker* notes) {
  UopTable program(config, notes);
  LoopNestStage stage(nest, tiling, config, requantization, bases, program);
  for (std::size_t unit = 0; unit < stage.units(); ++unit) stage.emit(unit);
  const int digits = stored_digits(requantization);
  if (digits > 0) {
    if (notes != nullptr) notes->begin_stage(1);
    const std::vector<AluPass> passes(requantization.begin() + 1, requantization.end());
    append_separate_requantization(nest, config, digits, passes, bases, program);
  }
  return program;
}

}  // namespace vtasim::compiler
