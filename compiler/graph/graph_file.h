#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "compiler/graph/graph.h"

namespace vtasim::compiler {

/// Reads and checks a graph: {"name": optional, "note": optional text for people, "input": {"name": optional, "shape":
/// [N, C, H, W]}, "nodes": [...], "outputs": [names], the last node without it}. `where` is the file named in messages,
/// and its stem the name of a graph that has none.
///
/// A node is an object with a name; op, without which it is "conv"; inputs, names of tensors before it, without which
/// it is on the tensor before it; and the keys of its op:
///  conv: a layer's (parse_layer()) but input, and residual {input, shift}
///  fully_connected: units, and a layer's bias, bias_entry, input_zero_point and requantization
///  add: shifts [a, b], requantization
///  max_pool: kernel, stride, padding
///  average_pool: kernel, stride, multiplier, requantization
///  global_average_pool: multiplier, requantization
///  concat: none
///  channel_shuffle: groups
///  channel_slice: first, channels
///  host: what, shape
/// where a requantization is {shift, rounding, clip, relu, relu6} with one shift. Throws Error naming file, node,
/// field, value and what is legal; so it does for a tensor that no node reads and that is no output.
Graph parse_graph(const nlohmann::json& json, const std::string& where);

}  // namespace vtasim::compiler
