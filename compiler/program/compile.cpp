#include "compiler/program/compile.h"

#include <utility>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/bias_lanes.h"
#include "compiler/epilogue/bias_product.h"
#include "compiler/epilogue/requantization.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/packing/out_elements.h"
#include "compiler/packing/output_packing.h"
#include "compiler/packing/packing.h"
#include "compiler/program/build_program.h"
#include "compiler/program/program_image.h"
#include "compiler/workload/reference.h"

namespace vtasim::compiler {

void add_weights(const Layer& layer, const LayerTensors& tensors, const Mapping& mapping,
                 const isa::HardwareConfig& config, const WeightAddresses& addresses, isa::Program& program) {
  const HostFilter filter(tensors.weights, layer.filter_layout);
  const std::vector<std::int32_t> bias = folded_bias(layer, tensors);
  std::vector<std::uint8_t> packed_filter = pack_filter(layer, mapping, config, filter);
  pack_bias_digits(layer, mapping, config, bias, packed_filter);
  add_region(program, addresses.filter, std::move(packed_filter));
  add_region(program, addresses.bias_and_shifts, pack_bias_and_shifts(layer, mapping, bias, tensors.weights));
  add_region(program, addresses.bias_digits, pack_bias_digit_vectors(layer, mapping, bias, config.block));
  add_region(program, addresses.bias_constants, pack_bias_constants(mapping, config.block));
}

CompiledLayer compile(const Layer& layer, const LayerTensors& tensors, const Mapping& mapping, const Tiling& tiling,
                      const isa::HardwareConfig& config, const Tensor8* reference, isa::ProgramNotes* notes) {
  const std::vector<AluPass> passes = requantization_passes(layer, tensors);
  BuiltProgram built = build_program(layer, mapping, tiling, passes, config, {}, notes);

  add_region(built.program, built.activation, pack_activation(layer, mapping, config, tensors.input));
  if (layer.residual_shift)
    add_region(built.program, built.residual, in_ordinary_layout(tensors.residual, config.block));
  add_weights(layer, tensors, mapping, config, built, built.program);

  CompiledLayer compiled;
  compiled.mapping = mapping;
  compiled.stats = built.stats;
  compiled.stats.filter_reads = filter_reads(layer, config.block);
  compiled.program = std::move(built.program);
  const Layer covered = covered_layer(layer, mapping);
  const bool at_hand =
      reference != nullptr && covered.out_height() == reference->h && covered.out_width() == reference->w;
  const Tensor8 computed = at_hand ? Tensor8{} : reference_output(covered, tensors);
  compiled.expected.push_back({built.output, pack_output(layer, mapping, config, at_hand ? *reference : computed,
                                                         folded_bias(layer, tensors))});
  return compiled;
}

Tensor8 unpack_output(const Layer& layer, const CompiledLayer& compiled, const isa::DramImage& dram) {
  return unpack_output_tensor(layer, compiled.mapping, dram.data() + compiled.expected.front().address);
}

}  // namespace vtasim::compiler
