#pragma once

#include <cstddef>

#include "compiler/graph/graph.h"
#include "compiler/layout/packing_work.h"
#include "compiler/layout/tensor_layout.h"

namespace vtasim::compiler {

/// What the host does to compute a node without multiply-adds, its inputs and its output lying in an order of the
/// host's memory: to move elements, what a change of layout from all inputs, one after the other, to the output does;
/// anything else reads the inputs and writes the output each from the first to the last, every output a piece of its
/// own.
PackingWork work_on_host(const Graph& graph, std::size_t node, HostOrder order, int line_bytes);

}  // namespace vtasim::compiler
