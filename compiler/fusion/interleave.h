#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "compiler/codegen/stage.h"

namespace vtasim::compiler {

/// A unit of one of several stages.
struct InterleavedUnit {
  std::size_t stage = 0;
  std::size_t unit = 0;
};

/// The units of stages that each read what the one before writes, in one row. Each stage's units are spread evenly over
/// a span of the program, by their operations, so that at any time all stages have work: where one waits for the bus,
/// another has operations. The span of a stage begins as late as it takes for every unit to stand behind what it reads,
/// and behind `lead` further units of the stage before: a LOAD of what has just been computed waits for its STORE, and
/// all LOADs behind it wait too.
std::vector<InterleavedUnit> interleave(const std::vector<std::unique_ptr<Stage>>& stages, int lead);

}  // namespace vtasim::compiler
