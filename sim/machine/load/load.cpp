#include "sim/machine/load/load.h"

namespace vtasim {

LoadModule::LoadModule(const sc_core::sc_module_name& name, TimeBase& time, MemoryEngine& memory)
    : PipelineModule(name, Module::load, time),
      inp_(Buffer::inp, ReadPort::inp, memory, *this),
      wgt_(Buffer::wgt, ReadPort::wgt, memory, *this) {}

void LoadModule::reset(RunContext& run) {
  PipelineModule::reset(run);
  inp_.reset(*run.config);
  wgt_.reset(*run.config);
}

Cycle LoadModule::execute(const Instruction& instruction, Cycle start) {
  const Load& load = std::get<Load>(instruction);
  if (load.x_size == 0) return start + kSyncCycles;
  (static_cast<Buffer>(load.buffer) == Buffer::inp ? inp_ : wgt_).start(load, start);
  return kNever;
}

void LoadModule::retire(const Instruction& instruction, Cycle start, Cycle end) {
  const Load& load = std::get<Load>(instruction);
  if (load.x_size == 0) return;
  Counters& counters = context().counters;
  (static_cast<Buffer>(load.buffer) == Buffer::inp ? counters.load_inp_cycles : counters.load_wgt_cycles) +=
      context().counted(start, end);
  if (context().values) vtasim::execute(instruction, *context().config, *context().state);
}

}  // namespace vtasim
