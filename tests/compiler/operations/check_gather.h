#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/operations/build_gather.h"
#include "isa/validate.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/compiler/support/sample_layouts.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {

/// A tensor (1, 24, 10, 10) in vectors of 8 with its pixels turned round.
inline VectorGather reversed_gather() {
  const Shape shape{1, 24, 10, 10};
  return gather_of_layouts("change", shape, ordinary_layout(shape, 8), pixel_layout(shape, 8, reversed_pixels(shape)),
                           8);
}

/// What is wrong with a gather's program, its inputs in it, that must leave `expected` and take no fewer cycles than
/// `least`.
inline std::string check_gather(const BuiltProgram& built, const std::vector<std::uint8_t>& expected,
                                std::int64_t least, const isa::HardwareConfig& config) {
  const auto wrong = [&](const isa::DramImage& dram) {
    return !std::equal(expected.begin(), expected.end(), dram.begin() + static_cast<std::ptrdiff_t>(built.output));
  };
  if (wrong(run_sequentially(validate(built.program, config), config, built.program.image()))) return "sequential run";
  const machine::RunResult result = shared_machine().run(config, built.program);
  if (!result.problem.empty()) return "machine: " + result.problem;
  if (result.record.cycles < least) return "faster than can be";
  return wrong(shared_machine().dram()) ? "machine" : "";
}

}  // namespace vtasim::compiler
