#include "isa/rules/burst_commands.h"
#include "sim/machine/store/tensor_store.h"

namespace vtasim::machine {

// TensorStoreWideVME.scala: bursts from the same generator as wide loads (GenVMECmdWide), a beat a cycle; partial beats
// are masked. With y_size 0 the generator never gives a command, and the module hangs.
Cycle tensor_store_wide(RunContext& context, const isa::Store& store, Cycle start) {
  isa::BurstCommands commands = isa::BurstCommands::of(*context.config, store, isa::Buffer::out);
  WritePath path(context, start + 1);
  while (!commands.empty() && path.in_run()) {
    const isa::BurstCommand command = commands.next();
    path.burst(command.address, command.beats, command.beats);
  }
  return path.acknowledged();
}

}  // namespace vtasim::machine
