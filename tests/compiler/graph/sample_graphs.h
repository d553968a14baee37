#pragma once

#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/graph/graph_file.h"

namespace vtasim::compiler {

/// The text of a graph with an input "image" of (1, 4, 6, 6).
inline nlohmann::json graph_json(nlohmann::json nodes) {
  return {{"input", {{"name", "image"}, {"shape", {1, 4, 6, 6}}}}, {"nodes", std::move(nodes)}};
}

inline Graph graph_of(nlohmann::json nodes) { return parse_graph(graph_json(std::move(nodes)), "net.json"); }

/// A convolution that keeps the plane, with so many channels.
inline nlohmann::json conv_json(const char* name, int channels) {
  return {
      {"name", name}, {"out_channels", channels}, {"kernel", 3}, {"padding", 1}, {"requantization", {{"shift", 9}}}};
}

}  // namespace vtasim::compiler
