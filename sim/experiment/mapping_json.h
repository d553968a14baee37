#pragma once

#include <nlohmann/json_fwd.hpp>

#include "compiler/lanes/mapping.h"
#include "compiler/workload/layer.h"

namespace vtasim::experiment {

/// What sits in which lanes by a mapping of `layer` with vectors of `block` lanes: the lane maps of inp and out
/// vectors, and of the first plane and filter what the wgt tile of each tap holds (with swapped operands the inp
/// vector, since the tile is of the activation). docs/files.md has the keys.
nlohmann::json mapping_json(const compiler::Layer& layer, const compiler::Mapping& mapping, int block);

}  // namespace vtasim::experiment
