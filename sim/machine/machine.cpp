#include "sim/machine/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "isa/base/error.h"
#include "isa/rules/transfer.h"
#include "isa/validate.h"
#include "sim/machine/compute/compute.h"
#include "sim/machine/cycle_limit.h"
#include "sim/machine/deadlock.h"
#include "sim/machine/fetch/fetch.h"
#include "sim/machine/load/load.h"
#include "sim/machine/memory/memory_engine.h"
#include "sim/machine/run_context.h"
#include "sim/machine/semaphore.h"
#include "sim/machine/store/store.h"

namespace vtasim::machine {

namespace {

/// Whether micro-ops may depend on results: a LOAD brings them from where a STORE has written, before or after.
bool loads_what_it_stores(const std::vector<isa::Instruction>& instructions, const isa::HardwareConfig& config) {
  std::vector<isa::Transfer> stored;
  std::vector<isa::Transfer> micro_ops;
  std::uint64_t low = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t high = 0;
  for (const isa::Instruction& instruction : instructions) {
    if (const auto* store = std::get_if<isa::Store>(&instruction)) {
      stored.push_back(transfer_of(*store, config));
      if (stored.back().rows == 0) continue;
      low = std::min(low, stored.back().address);
      high = std::max(high, stored.back().end());
    } else if (const auto* load = std::get_if<isa::Load>(&instruction);
               load != nullptr && static_cast<isa::Buffer>(load->buffer) == isa::Buffer::uop) {
      micro_ops.push_back(transfer_of(*load, config));
    }
  }
  return std::any_of(micro_ops.begin(), micro_ops.end(), [&](const isa::Transfer& load) {
    // Most programs have their micro-ops in a place of their own.
    if (load.rows == 0 || load.end() <= low || load.address >= high) return false;
    return std::any_of(stored.begin(), stored.end(), [&](const isa::Transfer& store) { return overlap(load, store); });
  });
}

}  // namespace

/// The block diagram.
struct Machine::Modules {
  TimeBase time;
  MemoryEngine memory{"memory_engine", time};
  LoadModule load{"load", time, memory};
  ComputeModule compute{"compute", time, memory};
  StoreModule store{"store", time};
  FetchModule fetch{"fetch", time, memory, {&load, &compute, &store}};
  Semaphore load_to_compute;
  Semaphore compute_to_load;
  Semaphore compute_to_store;
  Semaphore store_to_compute;

  RunContext context;
  isa::ArchState state;

  Modules() {
    load.connect({nullptr, &compute_to_load, nullptr, &load_to_compute, nullptr, &compute});
    compute.connect({&load_to_compute, &store_to_compute, &compute_to_load, &compute_to_store, &load, &store});
    store.connect({&compute_to_store, nullptr, &store_to_compute, nullptr, &compute, nullptr});
  }

  void reset(const isa::HardwareConfig& config, const isa::Program& program,
             const std::vector<isa::Instruction>& instructions, const RunOptions& options);
  /// What the run did; `left` where it could go on.
  RunResult result(bool left);
};

void Machine::Modules::reset(const isa::HardwareConfig& config, const isa::Program& program,
                             const std::vector<isa::Instruction>& instructions, const RunOptions& options) {
  time.restart();
  context = RunContext{};
  context.config = &config;
  context.program = &instructions;
  context.state = &state;
  context.values = options.values || loads_what_it_stores(instructions, config);
  context.max_cycles = options.max_cycles;
  context.observer = options.observer;
  context.free = options.free;
  if (context.values) {
    state.reset(config);
  } else {
    state.uop.assign(static_cast<std::size_t>(config.uop_depth), 0);  // All that timing depends on.
  }
  state.dram.resize(0);  // First, so that there are never two of them.
  if (options.dram == nullptr) {
    state.dram = program.image();
  } else {
    state.dram = *options.dram;
  }
  for (Semaphore* semaphore : {&load_to_compute, &compute_to_load, &compute_to_store, &store_to_compute}) {
    semaphore->reset();
  }
  memory.reset(config, context.counters, options.observer, context.last_cycle());
  load.reset(context);
  compute.reset(context);
  store.reset(context);
  fetch.reset(context, program);
}

RunResult Machine::Modules::result(bool left) {
  RunResult result;
  isa::RunRecord& record = result.record;
  const std::array<PipelineModule*, isa::kModuleCount> modules = {&load, &compute, &store};
  if (context.assertion && context.assertion->cycle <= context.last_cycle()) {
    record.assertion = true;
    result.problem = context.assertion->what;
    for (PipelineModule* module : modules) module->truncate(context.assertion->cycle);
  } else if (left) {
    result.stopped = true;
    for (PipelineModule* module : modules) module->truncate(context.max_cycles);
    result.problem = explain_stop(context, modules);
  } else if (!context.finish) {
    result.problem = explain_rest(*context.program, fetch, load, compute, store);
  }
  const Cycle window = context.finish ? *context.finish + 1 : time.now();
  for (PipelineModule* module : modules) {
    record.timing[static_cast<std::size_t>(module->module())] = module->timing();
    module->close_counters(window);
  }
  if (context.observer != nullptr) context.observer->run_ended(window);
  result.counters = context.counters;
  const Counters& counters = result.counters;
  if (result.problem.empty()) {
    record.finished = true;
    record.cycles = *context.finish;
    record.read_bursts = 0;
    record.read_beats = 0;
    for (const std::int64_t bursts : counters.read_bursts) record.read_bursts += bursts;
    for (const std::int64_t beats : counters.read_beats) record.read_beats += beats;
    record.write_bursts = counters.write_bursts;
    record.write_beats = counters.write_beats;
  }
  return result;
}

Machine::Machine() : modules_(std::make_unique<Modules>()) {}
Machine::~Machine() = default;

RunResult Machine::run(const isa::HardwareConfig& config, const isa::Program& program, const RunOptions& options) {
  const std::vector<isa::Instruction> instructions = validate(program, config);
  if (options.dram != nullptr && options.dram->size() < program.dram_bytes) {
    throw Error(fmt::format("program {}: DRAM has {} bytes; it must have the program's {}", program.name,
                            options.dram->size(), program.dram_bytes));
  }
  modules_->reset(config, program, instructions, options);
  if (options.observer != nullptr) options.observer->run_began(config, instructions);
  modules_->fetch.launch();
  const bool left = modules_->time.run_to(modules_->context.last_cycle());
  return modules_->result(left);
}

const isa::DramImage& Machine::dram() const { return modules_->state.dram; }

}  // namespace vtasim::machine
