#include "sim/machine/store/store.h"

#include "sim/machine/store/tensor_store.h"

namespace vtasim::machine {

Cycle StoreModule::execute(const isa::Instruction& instruction, Cycle start) {
  const isa::Store& store = std::get<isa::Store>(instruction);
  if (store.x_size == 0) return start + kSyncCycles;
  const Cycle done = tensor_store(context(), store, start);
  return done == kNever ? kNever : done + 1;
}

void StoreModule::retire(const isa::Instruction& instruction, Cycle, Cycle) {
  if (std::get<isa::Store>(instruction).x_size != 0 && context().values) {
    isa::execute(instruction, *context().config, *context().state);
  }
}

}  // namespace vtasim::machine
