#include "sim/machine/store/tensor_store.h"

#include "isa/rules/burst_commands.h"
#include "isa/rules/write_path.h"
#include "isa/semantics.h"

namespace vtasim::machine {

void WritePath::burst(std::uint32_t address, std::int64_t beats, Cycle data_cycles) {
  const Cycle first = command_ + isa::kWriteFirstData;
  const Cycle last = first + data_cycles - 1;
  acknowledged_ = last + isa::kWriteAcknowledge;
  ++context_.counters.write_bursts;
  context_.counters.write_beats += beats;
  context_.counters.store_burst_cycles += acknowledged_ - command_ + 1;
  if (context_.observer != nullptr) {
    context_.observer->write_burst(
        {address, beats, command_, command_ + isa::kWriteAddress, first, last, acknowledged_});
  }
  command_ = acknowledged_ + 1;
}

// Bursts come from the generator of the loads (GenVMECmdWide) in TensorStoreWideVME.scala, and end at the same places
// in TensorStoreNarrowVME.scala, whose rows start on a beat. With y_size 0 the wide unit never has a command, and
// hangs.
Cycle tensor_store(RunContext& context, const isa::Store& store, Cycle start) {
  const isa::HardwareConfig& config = *context.config;
  const auto bytes = static_cast<std::uint32_t>(config.element_bytes(isa::Buffer::out));
  isa::BurstCommands commands(config, store.dram_base * bytes, isa::store_rows(store, config), store.x_size * bytes,
                              store.x_stride * bytes);
  WritePath path(context, start + 1);
  while (!commands.empty() && path.in_run()) {
    const isa::BurstCommand command = commands.next();
    path.burst(command.address, command.beats, isa::write_data_cycles(command.beats, config));
  }
  return path.acknowledged();
}

}  // namespace vtasim::machine
