#include "sim/machine/store/store.h"

#include "sim/machine/store/tensor_store.h"

namespace vtasim {

Cycle StoreModule::execute(const Instruction& instruction, Cycle start) {
  const Store& store = std::get<Store>(instruction);
  if (store.x_size == 0) return start + kSyncCycles;
  const Cycle done = tensor_store(context(), store, start);
  return done == kNever ? kNever : done + 1;
}

void StoreModule::retire(const Instruction& instruction, Cycle, Cycle) {
  if (std::get<Store>(instruction).x_size != 0 && context().values) {
    vtasim::execute(instruction, *context().config, *context().state);
  }
}

}  // namespace vtasim
