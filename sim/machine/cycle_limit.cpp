#include "sim/machine/cycle_limit.h"

#include <fmt/format.h>

namespace vtasim::machine {

std::string explain_stop(const RunContext& context, const std::array<PipelineModule*, isa::kModuleCount>& modules) {
  std::string text = fmt::format("still running after {} cycles", context.max_cycles);
  if (context.finish && *context.finish <= context.max_cycles) {
    text += fmt::format(", though FINISH was reached in cycle {}", *context.finish);
  }
  for (const PipelineModule* module : modules) {
    const auto running = module->running();
    if (!running) continue;
    text += fmt::format("\n  {} is in instruction {} since cycle {}", to_string(module->module()), running->instruction,
                        running->since);
  }
  return text;
}

}  // namespace vtasim::machine
