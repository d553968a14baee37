#pragma once

#include <cstddef>
#include <optional>

#include "compiler/lanes/mapping.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// An element of the output. y and x can lie beyond it: a vector at its edge computes more than the layer asks for.
struct OutElement {
  int n = 0, o = 0, y = 0, x = 0;
};

/// The element in a lane (of all vectors of a position) of out vector (n, q, r, x), if the lane has one. In a
/// sequence over images, those past the last have an n of batch or more.
std::optional<OutElement> out_element(const Layer& layer, const Mapping& mapping, int n, int q, int r, int x,
                                      std::size_t lane);

/// The same of a lane whose output channel is known: it is the same at all places of a filter.
OutElement out_element_of_channel(const Layer& layer, const Mapping& mapping, int channel, int n, int r, int x,
                                  std::size_t lane);

/// The layer with as much padding below and to the right that its output has every element that the program computes.
Layer covered_layer(const Layer& layer, const Mapping& mapping);

}  // namespace vtasim::compiler
