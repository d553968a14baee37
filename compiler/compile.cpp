#include "compiler/compile.h"

#include <fmt/format.h>

#include <utility>

#include "compiler/assemble.h"
#include "compiler/bias_lanes.h"
#include "compiler/constants.h"
#include "compiler/out_elements.h"
#include "compiler/packing.h"
#include "compiler/program_image.h"
#include "compiler/reference.h"
#include "compiler/requantization.h"

namespace vtasim {

CompiledLayer compile(const Layer& layer, const LayerTensors& tensors, const std::string& mapping_name,
                      const HardwareConfig& config, const Tiling* tiling) {
  const Mapping mapping = make_mapping(mapping_name, layer, config);
  const std::vector<AluPass> passes = requantization_passes(layer, tensors);
  const std::string what = fmt::format("layer {}, mapping {}", layer.name, mapping.name);
  Assembly assembly = assemble(
      layer, mapping,
      tiling != nullptr ? *tiling : choose_tiling(mapping.nest, config, 1 + static_cast<int>(passes.size()), what),
      passes, config);

  CompiledLayer compiled;
  compiled.mapping = mapping.name;
  compiled.output_layout = mapping.output_layout;
  compiled.stats = assembly.stats;
  compiled.program = std::move(assembly.program);
  Program& program = compiled.program;
  compiled.stats.filter_reads = filter_reads(layer, config.block);
  const HostFilter filter(tensors.weights, layer.filter_layout);
  const std::vector<std::int32_t> bias = folded_bias(layer, tensors);
  add_region(program, assembly.activation, pack_activation(layer, mapping, config, tensors.input));
  std::vector<std::uint8_t> packed_filter = pack_filter(layer, mapping, config, filter);
  pack_bias_digits(layer, mapping, config, bias, packed_filter);
  add_region(program, assembly.filter, std::move(packed_filter));
  add_region(program, assembly.constants, pack_constants(layer, mapping, bias, tensors.weights));

  const Tensor8 reference = reference_output(covered_layer(layer, mapping), tensors);
  compiled.expected.push_back({assembly.output, pack_output(layer, mapping, config, reference, bias)});
  return compiled;
}

Tensor8 unpack_output(const Layer& layer, const CompiledLayer& compiled, const HardwareConfig& config,
                      const std::vector<std::uint8_t>& dram) {
  const Mapping mapping = make_mapping(compiled.mapping, layer, config);
  return unpack_output_tensor(layer, mapping, dram.data() + compiled.expected.front().address);
}

}  // namespace vtasim
