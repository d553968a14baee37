#include "sim/machine/store/tensor_store.h"

namespace vtasim::machine {

void WritePath::burst(std::uint32_t address, std::int64_t beats, Cycle data_cycles) {
  const Cycle first = command_ + kFirstData;
  const Cycle last = first + data_cycles - 1;
  acknowledged_ = last + kAcknowledge;
  ++context_.counters.write_bursts;
  context_.counters.write_beats += beats;
  context_.counters.store_burst_cycles += acknowledged_ - command_ + 1;
  if (context_.bus != nullptr) {
    context_.bus->aw.push_back({command_ + kAddress, address, beats});
    context_.bus->w.push_back({first, last});
    context_.bus->b.push_back(acknowledged_);
  }
  command_ = acknowledged_ + 1;
}

Cycle tensor_store(RunContext& context, const isa::Store& store, Cycle start) {
  const bool wide = context.config->bus_bytes >= context.config->element_bytes(isa::Buffer::out);
  return wide ? tensor_store_wide(context, store, start) : tensor_store_narrow(context, store, start);
}

}  // namespace vtasim::machine
