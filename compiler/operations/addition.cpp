#include <algorithm>

#include "compiler/epilogue/requantization.h"
#include "compiler/mappings/registry.h"
#include "compiler/operations/mapped_operation.h"

namespace vtasim::compiler {

MappedOperation map_addition(const Addition& addition, const std::string& name, const Shape& shape,
                             const isa::HardwareConfig& config) {
  MappedOperation operation;
  Layer& layer = operation.layer = depthwise_layer_on(shape);
  static_cast<Requantization&>(layer) = addition.requantization;
  layer.name = name;
  layer.kernel_h = layer.kernel_w = 1;
  layer.residual_shift = addition.shifts[1];
  operation.filter.weights = Tensor8::zeros(shape.c, 1, 1, 1);
  std::fill(operation.filter.weights.data.begin(), operation.filter.weights.data.end(),
            static_cast<std::int8_t>(1 << addition.shifts[0]));
  operation.mapping = make_mapping("diagonal", layer, config);
  operation.mapping.name = "add";
  operation.mapping.nest.filters_alike = true;
  operation.passes = requantization_passes(layer, operation.filter);
  return operation;
}

}  // namespace vtasim::compiler
