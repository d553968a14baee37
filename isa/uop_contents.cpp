#include "isa/uop_contents.h"

#include <utility>

#include "isa/semantics.h"

namespace vtasim::isa {

void load_uops(const Load& load, const HardwareConfig& config, const std::vector<Region>& image,
               std::vector<std::uint32_t>& uops) {
  if (load.x_size == 0 || load.y_size == 0) return;
  const std::uint64_t rows_before_last = load.y_size - 1;
  // Executed on a state whose DRAM is just what the instruction reads.
  Load local = load;
  local.dram_base = 0;
  ArchState state;
  state.uop = std::move(uops);
  state.dram.resize((rows_before_last * load.x_stride + load.x_size) * kUopBytes);
  copy_regions(image, dram_address(load, kUopBytes), state.dram.size(), state.dram.data());
  execute(local, config, state);
  uops = std::move(state.uop);
}

void follow_uops(const Instruction& instruction, const HardwareConfig& config, const std::vector<Region>& image,
                 std::vector<std::uint32_t>& uops) {
  const auto* load = std::get_if<Load>(&instruction);
  if (load != nullptr && static_cast<Buffer>(load->buffer) == Buffer::uop) load_uops(*load, config, image, uops);
}

}  // namespace vtasim::isa
