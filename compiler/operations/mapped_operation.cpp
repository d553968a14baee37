#include "compiler/operations/mapped_operation.h"

#include <cstdint>
#include <utility>

#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/packing/output_packing.h"
#include "compiler/program/program_image.h"

namespace vtasim::compiler {

BuiltProgram build_operation(const MappedOperation& operation, const Tiling& tiling, const isa::HardwareConfig& config,
                             const Placement& placement) {
  BuiltProgram built = build_program(operation.layer, operation.mapping, tiling, operation.passes, config, placement);
  if (!operation.filter.weights.data.empty()) {
    add_weights(operation.layer, operation.filter, operation.mapping, config, built, built.program);
  }
  return built;
}

CompiledLayer compile_operation(const MappedOperation& operation, const std::vector<const Tensor8*>& inputs,
                                const Tensor8& output, const Tiling& tiling, const isa::HardwareConfig& config) {
  BuiltProgram built = build_operation(operation, tiling, config);
  CompiledLayer compiled;
  compiled.mapping = operation.mapping;
  compiled.stats = built.stats;
  compiled.program = std::move(built.program);
  add_region(compiled.program, built.activation, in_ordinary_layout(*inputs[0], config.block));
  if (inputs.size() > 1) add_region(compiled.program, built.residual, in_ordinary_layout(*inputs[1], config.block));
  const std::vector<std::int32_t> bias = operation.filter.weights.data.empty()
                                             ? std::vector<std::int32_t>{}
                                             : folded_bias(operation.layer, operation.filter);
  compiled.expected.push_back({built.output, pack_output(operation.layer, operation.mapping, config, output, bias)});
  return compiled;
}

}  // namespace vtasim::compiler
