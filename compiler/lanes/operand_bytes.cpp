#include "compiler/lanes/operand_bytes.h"

#include "isa/base/saturating.h"

namespace vtasim::compiler {

std::int64_t activation_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  return saturating_product(
      {nest.images, nest.planes, nest.plane_rows, nest.plane_cols, config.element_bytes(nest.activation())});
}

std::int64_t filter_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  return saturating_product(
      {static_cast<std::int64_t>(nest.taps.size()), nest.distinct_filters(), config.element_bytes(nest.filter())});
}

std::int64_t residual_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  if (!nest.residual_shift) return 0;
  return saturating_product({nest.images, nest.filters, nest.rows, nest.cols, config.element_bytes(isa::Buffer::inp)});
}

std::int64_t constant_tile_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  return saturating_product({nest.constant_tiles(), config.element_bytes(isa::Buffer::wgt)});
}

std::int64_t output_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  const std::int64_t places =
      nest.stored.empty() ? saturating_product({nest.vectors_per_position, nest.rows, nest.cols}) : nest.stored_places;
  return saturating_product({nest.images, nest.filters, places, config.element_bytes(isa::Buffer::out)});
}

std::int64_t stored_bytes(const LoopNest& nest, const isa::HardwareConfig& config) {
  if (nest.stored.empty()) return output_bytes(nest, config);
  std::int64_t vectors = 0;
  for (const VectorRun& run : nest.stored) vectors += run.count;
  return saturating_product({nest.images, nest.filters, vectors, config.element_bytes(isa::Buffer::out)});
}

}  // namespace vtasim::compiler
