#include "sim/machine/load/load.h"

namespace vtasim::machine {

LoadModule::LoadModule(const sc_core::sc_module_name& name, TimeBase& time, MemoryEngine& memory)
    : PipelineModule(name, isa::Module::load, time),
      inp_(isa::Buffer::inp, ReadPort::inp, memory, *this),
      wgt_(isa::Buffer::wgt, ReadPort::wgt, memory, *this) {}

void LoadModule::reset(RunContext& run) {
  PipelineModule::reset(run);
  inp_.reset(*run.config);
  wgt_.reset(*run.config);
}

Cycle LoadModule::execute(const isa::Instruction& instruction, Cycle start) {
  const isa::Load& load = std::get<isa::Load>(instruction);
  if (load.x_size == 0) return start + kSyncCycles;
  (static_cast<isa::Buffer>(load.buffer) == isa::Buffer::inp ? inp_ : wgt_).start(load, start);
  return kNever;
}

void LoadModule::retire(const isa::Instruction& instruction, Cycle start, Cycle end) {
  const isa::Load& load = std::get<isa::Load>(instruction);
  if (load.x_size == 0) return;
  Counters& counters = context().counters;
  (static_cast<isa::Buffer>(load.buffer) == isa::Buffer::inp ? counters.load_inp_cycles : counters.load_wgt_cycles) +=
      context().counted(start, end);
  if (context().values) isa::execute(instruction, *context().config, *context().state);
}

}  // namespace vtasim::machine
