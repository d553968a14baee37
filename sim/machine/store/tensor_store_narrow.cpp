#include <algorithm>

#include "isa/semantics.h"
#include "sim/machine/store/tensor_store.h"

namespace vtasim::machine {

// TensorStoreNarrowVME.scala. A vector is several beats; after each vector but the last of a burst, a cycle (sReadMem)
// reads the next from the scratchpad. Rows start on a beat; a burst ends at a multiple of the largest burst's bytes.
Cycle tensor_store_narrow(RunContext& context, const isa::Store& store, Cycle start) {
  const isa::HardwareConfig& config = *context.config;
  const auto bus = static_cast<std::uint32_t>(config.bus_bytes);
  const auto vector_bytes = static_cast<std::uint32_t>(config.element_bytes(isa::Buffer::out));
  const std::uint32_t beats_per_vector = vector_bytes / bus;
  const auto max_beats = static_cast<std::uint32_t>(config.max_burst_beats);
  const std::uint32_t rows = store_rows(store, config);

  WritePath path(context, start + 1);
  std::uint32_t row = store.dram_base * vector_bytes;
  for (std::uint32_t y = 0; y < rows && path.in_run(); ++y, row += store.x_stride * vector_bytes) {
    std::uint32_t address = row;
    for (std::uint32_t left = store.x_size * beats_per_vector; left > 0;) {
      const std::uint32_t beats = std::min(left, max_beats - address / bus % max_beats);
      path.burst(address, beats, beats + (beats - 1) / beats_per_vector);
      address += beats * bus;
      left -= beats;
    }
  }
  return path.acknowledged();
}

}  // namespace vtasim::machine
