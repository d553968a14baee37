#pragma once

#include <vector>

#include "compiler/graph/operation.h"

namespace vtasim {
class JsonReader;
}

namespace vtasim::compiler {

/// Reads a node's op and the keys of it, without a residual, for inputs of these shapes. Throws Error for values that
/// no such op has and for another number of inputs; whether it fits its inputs is for append_node() to say.
Operation read_operation(JsonReader& reader, const std::vector<Shape>& inputs);

}  // namespace vtasim::compiler
