#include "compiler/epilogue/residual.h"

#include <fmt/format.h>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/refused.h"

namespace vtasim::compiler {

void plan_residual(const Layer& layer, const isa::HardwareConfig& config, Mapping& mapping) {
  if (!layer.residual_shift) return;
  const bool own_buffers = mapping.nest.operands == Operands::in_own_buffers;
  if (!own_buffers || !has_ordinary_output(layer, mapping, config.block)) {
    throw OtherKind(
        fmt::format("layer {}: residual_shift is given; mapping {} takes layers without a residual, since {}",
                    layer.name, mapping.name,
                    own_buffers ? fmt::format("its output lies as {}, not as (N, O/{}, H, W, {})",
                                              mapping.output_layout, config.block, config.block)
                                : "its sums are no products of inp vectors and wgt tiles"));
  }
  mapping.nest.residual_shift = layer.residual_shift;
}

}  // namespace vtasim::compiler
