#include "isa/arch_state.h"

namespace vtasim::isa {

void ArchState::reset(const HardwareConfig& config) {
  const auto entries = [&](Buffer buffer) { return static_cast<std::size_t>(config.depth(buffer)); };
  const auto block = static_cast<std::size_t>(config.block);
  uop.assign(entries(Buffer::uop), 0);
  inp.assign(entries(Buffer::inp) * block, 0);
  wgt.assign(entries(Buffer::wgt) * block * block, 0);
  acc.assign(entries(Buffer::acc) * block, 0);
  out.assign(entries(Buffer::out) * block, 0);
}

}  // namespace vtasim::isa
