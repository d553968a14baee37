#pragma once

#include <string>
#include <vector>

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// A network's convolutions, in the order they run.
struct Network {
  std::string name;
  std::vector<Layer> layers;  ///< Names are unique.
};

/// The layers whose names match one of `patterns`, in the network's order; '*' stands for any characters. Throws Error
/// that lists the layers for a pattern that matches none.
Network select_layers(const Network& network, const std::vector<std::string>& patterns);

}  // namespace vtasim::compiler
