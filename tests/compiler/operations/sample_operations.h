#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/graph/graph.h"
#include "compiler/graph/reference_execution.h"
#include "compiler/operations/mapped_operation.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/estimated_compile.h"

namespace vtasim::compiler {

inline constexpr const char* kOperationName = "operation";

/// What an operation makes of inputs, by definition.
inline Tensor8 reference_of(const Operation& operation, const Shape& shape, const std::vector<const Tensor8*>& inputs) {
  Graph graph = make_graph("graph", "input", shape, "test");
  append_node(graph, kOperationName, operation, std::vector<std::size_t>(inputs.size()), "test");
  return reference_output(graph, 0, {}, inputs);
}

/// What is wrong with the program of an operation on these inputs.
inline std::string check_operation(const MappedOperation& mapped, const Operation& operation, const Shape& shape,
                                   const std::vector<const Tensor8*>& inputs, const isa::HardwareConfig& config) {
  const Tiling tiling = estimated_tiling(mapped.layer, mapped.mapping, mapped.passes, config);
  const Tensor8 output = reference_of(operation, shape, inputs);
  const CompiledLayer compiled = compile_operation(mapped, inputs, output, tiling, config);
  return check_compiled(mapped.layer, output, compiled, config);
}

/// A random tensor; `negative`: all below 0.
inline Tensor8 random_values(const Shape& shape, std::uint64_t seed, bool negative = false) {
  Tensor8 tensor = random_tensor(shape.n, shape.c, shape.h, shape.w, seed);
  if (!negative) return tensor;
  for (std::int8_t& value : tensor.data) value = static_cast<std::int8_t>(value | -128);
  return tensor;
}

}  // namespace vtasim::compiler
