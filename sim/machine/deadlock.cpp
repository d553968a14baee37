#include "sim/machine/deadlock.h"

#include <fmt/format.h>

#include <algorithm>

namespace vtasim::machine {

namespace {

bool pushes(const isa::Instruction& instruction, isa::Module from, isa::Module to) {
  const isa::Deps& deps = deps_of(instruction);
  return module_of(instruction) == from &&
         (static_cast<int>(to) > static_cast<int>(from) ? deps.push_next : deps.push_prev) != 0;
}

/// The next instruction of `producer` that would push a token to `consumer`, from where the module stands.
std::string who_pushes(const std::vector<isa::Instruction>& program, const PipelineModule& producer,
                       isa::Module consumer) {
  const auto first = producer.state() == PipelineModule::State::no_instruction
                         ? static_cast<std::int32_t>(program.size())
                         : producer.head();
  for (auto i = static_cast<std::size_t>(first); i < program.size(); ++i) {
    if (pushes(program[i], producer.module(), consumer)) {
      return fmt::format("the next to push one is instruction {} of {}, which has not completed", i,
                         to_string(producer.module()));
    }
  }
  return fmt::format("no instruction of {} that is left pushes one", to_string(producer.module()));
}

std::string missing_token(const std::vector<isa::Instruction>& program, const PipelineModule& module,
                          const PipelineModule& producer, const Semaphore& tokens) {
  std::string text =
      fmt::format("{} waits at instruction {} for a token from {}: {}", to_string(module.module()), module.head(),
                  to_string(producer.module()), who_pushes(program, producer, module.module()));
  if (tokens.lost() > 0) {
    text += fmt::format("; {} {} lost, first that of instruction {}: a queue holds {} tokens, and it was the {}th",
                        tokens.lost(), tokens.lost() == 1 ? "token was" : "tokens were", tokens.first_lost(),
                        isa::kMostPendingTokens, isa::kMostPendingTokens + 1);
  }
  return text;
}

}  // namespace

std::string explain_rest(const std::vector<isa::Instruction>& program, const FetchModule& fetch,
                         const PipelineModule& load, const PipelineModule& compute, const PipelineModule& store) {
  std::vector<std::string> lines;
  for (const PipelineModule* module : {&load, &compute, &store}) {
    switch (module->state()) {
      case PipelineModule::State::no_instruction:
        break;
      case PipelineModule::State::executing:
        lines.push_back(
            fmt::format("{} hangs in instruction {}: y_size is 0 and x_size is not, which the hardware never "
                        "completes",
                        to_string(module->module()), module->head()));
        break;
      case PipelineModule::State::no_token:
        if (module->lacks_prev()) {
          lines.push_back(missing_token(program, *module, *module->tokens().prev, *module->tokens().from_prev));
        }
        if (module->lacks_next()) {
          lines.push_back(missing_token(program, *module, *module->tokens().next, *module->tokens().from_next));
        }
        break;
    }
  }
  const auto dispatched = static_cast<std::size_t>(fetch.dispatched());
  if (dispatched < program.size()) {
    lines.push_back(fmt::format("fetch holds instruction {}: the queue of {} is full", dispatched,
                                to_string(module_of(program[dispatched]))));
  }
  std::string text;
  const bool has_finish = std::any_of(program.begin(), program.end(), [](const isa::Instruction& instruction) {
    return std::holds_alternative<isa::Finish>(instruction);
  });
  if (!has_finish) {
    text = "no FINISH in the program";
  } else {
    text = "deadlock: FINISH is not reached";
  }
  for (const std::string& line : lines) text += "\n  " + line;
  return text;
}

}  // namespace vtasim::machine
