#include "compiler/graph/average_pool.h"

#include "compiler/epilogue/requantization.h"
#include "compiler/mappings/registry.h"
#include "compiler/operations/mapped_operation.h"

namespace vtasim::compiler {

MappedOperation map_average_pool(const AveragePool& pool, const std::string& name, const Shape& shape,
                                 const isa::HardwareConfig& config) {
  MappedOperation operation;
  operation.layer = average_pool_layer(pool, name, shape);
  operation.filter = average_pool_filter(pool, shape);
  operation.mapping = make_mapping("diagonal", operation.layer, config);
  operation.mapping.name = "average-pool";
  operation.mapping.nest.filters_alike = true;
  operation.passes = requantization_passes(operation.layer, operation.filter);
  return operation;
}

}  // namespace vtasim::compiler
