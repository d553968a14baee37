#include "tests/compiler/support/interleaving.h"

#include <algorithm>

namespace vtasim::compiler {
namespace {

class Interleaver {
 public:
  Interleaver(const std::vector<isa::Instruction>& program, const isa::HardwareConfig& config, isa::DramImage dram,
              const std::function<int(int)>& choose)
      : config_(config), choose_(choose), state_(config) {
    state_.dram = std::move(dram);
    for (const isa::Instruction& instruction : program) at(module_of(instruction)).program.push_back(instruction);
  }

  InterleavedRun run() {
    while (!finished_) {
      std::vector<std::function<void()>> events;
      for (const isa::Module m : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
        if (at(m).running) {
          events.emplace_back([this, m] { end(m); });
        } else if (can_start(m)) {
          events.emplace_back([this, m] { start(m); });
        }
      }
      if (events.empty()) return result("deadlock");
      events[static_cast<std::size_t>(choose_(static_cast<int>(events.size())))]();
    }
    for (const isa::Module m : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
      if (at(m).running || at(m).next != at(m).program.size()) return result("not all done at FINISH");
    }
    return result("");
  }

 private:
  struct Unit {
    std::vector<isa::Instruction> program;
    std::size_t next = 0;
    bool running = false;
    bool effect_done = false;
  };

  Unit& at(isa::Module m) { return units_[static_cast<std::size_t>(m)]; }
  /// Tokens from the module before (0) or after (1) module `to`.
  int& tokens(int to, int side) { return tokens_[static_cast<std::size_t>(to)][static_cast<std::size_t>(side)]; }

  bool can_start(isa::Module m) {
    Unit& unit = at(m);
    if (unit.next == unit.program.size()) return false;
    const isa::Deps& deps = deps_of(unit.program[unit.next]);
    const int module = static_cast<int>(m);
    return (deps.pop_prev == 0 || tokens(module, 0) > 0) && (deps.pop_next == 0 || tokens(module, 1) > 0);
  }

  void start(isa::Module m) {
    Unit& unit = at(m);
    const isa::Deps& deps = deps_of(unit.program[unit.next]);
    const int module = static_cast<int>(m);
    if (deps.pop_prev != 0) --tokens(module, 0);
    if (deps.pop_next != 0) --tokens(module, 1);
    unit.running = true;
    unit.effect_done = choose_(2) == 0;
    if (unit.effect_done) execute(unit.program[unit.next], config_, state_);
  }

  void end(isa::Module m) {
    Unit& unit = at(m);
    const isa::Instruction& instruction = unit.program[unit.next];
    if (!unit.effect_done) execute(instruction, config_, state_);
    const int module = static_cast<int>(m);
    if (deps_of(instruction).push_prev != 0) push(module - 1, 1);
    if (deps_of(instruction).push_next != 0) push(module + 1, 0);
    unit.running = false;
    ++unit.next;
    if (std::holds_alternative<isa::Finish>(instruction)) finished_ = true;
  }

  void push(int to, int side) {
    int& count = tokens(to, side);
    most_pending_ = std::max(most_pending_, ++count);
    count = std::min(count, 255);
  }

  InterleavedRun result(std::string problem) { return {std::move(problem), state_.dram, most_pending_}; }

  const isa::HardwareConfig& config_;
  const std::function<int(int)>& choose_;
  isa::ArchState state_;
  std::array<Unit, isa::kModuleCount> units_;
  std::array<std::array<int, 2>, isa::kModuleCount> tokens_{};
  int most_pending_ = 0;
  bool finished_ = false;
};

}  // namespace

InterleavedRun run_interleaved(const std::vector<isa::Instruction>& program, const isa::HardwareConfig& config,
                               isa::DramImage dram, const std::function<int(int)>& choose) {
  return Interleaver(program, config, std::move(dram), choose).run();
}

isa::DramImage run_sequentially(const std::vector<isa::Instruction>& program, const isa::HardwareConfig& config,
                                isa::DramImage dram) {
  isa::ArchState state(config);
  state.dram = std::move(dram);
  for (const isa::Instruction& instruction : program) execute(instruction, config, state);
  return state.dram;
}

}  // namespace vtasim::compiler
