#include "tests/compiler/support/compiled_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/workload/reference.h"
#include "isa/validate.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/support/estimated_compile.h"

namespace vtasim::compiler {
namespace {

std::string differences(const Layer& layer, const Tensor8& reference, const CompiledLayer& compiled,
                        const isa::DramImage& dram, const char* run) {
  for (const isa::Region& region : compiled.expected) {
    for (std::size_t i = 0; i < region.bytes.size(); ++i) {
      if (dram[region.address + i] != region.bytes[i]) {
        return fmt::format("{}: byte {} of the output at {} is {}, expected {}", run, i, region.address,
                           dram[region.address + i], region.bytes[i]);
      }
    }
  }
  if (unpack_output(layer, compiled, dram).data != reference.data) {
    return fmt::format("{}: the unpacked output is not the reference's", run);
  }
  return "";
}

}  // namespace

std::string check_compiled(const Layer& layer, const std::string& mapping, const isa::HardwareConfig& config,
                           const Tiling* tiling) {
  return check_compiled(layer, make_mapping(mapping, layer, config), config, tiling);
}

std::string check_compiled(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                           const Tiling* tiling) {
  const LayerTensors tensors = random_tensors(layer, 3);
  const CompiledLayer compiled = compile_estimated(layer, tensors, mapping, config, tiling);
  return check_compiled(layer, reference_output(layer, tensors), compiled, config);
}

std::string check_compiled(const Layer& layer, const Tensor8& reference, const CompiledLayer& compiled,
                           const isa::HardwareConfig& config) {
  const isa::DramImage dram = run_sequentially(validate(compiled.program, config), config, compiled.program.image());
  const std::string sequential = differences(layer, reference, compiled, dram, "sequential run");
  if (!sequential.empty()) return sequential;

  const machine::RunResult result = shared_machine().run(config, compiled.program);
  if (!result.problem.empty()) return "machine: " + result.problem;
  if (result.record.cycles < compiled.stats.bound()) {
    return fmt::format("machine: {} cycles are below the bound {}", result.record.cycles, compiled.stats.bound());
  }
  return differences(layer, reference, compiled, shared_machine().dram(), "machine");
}

}  // namespace vtasim::compiler
