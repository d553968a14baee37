#include "isa/semantics.h"

#include "isa/execute.h"

namespace vtasim {

void ArchState::reset(const HardwareConfig& config) {
  const auto entries = [&](Buffer buffer) { return static_cast<std::size_t>(config.depth(buffer)); };
  const auto block = static_cast<std::size_t>(config.block);
  uop.assign(entries(Buffer::uop), 0);
  inp.assign(entries(Buffer::inp) * block, 0);
  wgt.assign(entries(Buffer::wgt) * block * block, 0);
  acc.assign(entries(Buffer::acc) * block, 0);
  out.assign(entries(Buffer::out) * block, 0);
}

void execute(const Instruction& instruction, const HardwareConfig& config, ArchState& state) {
  std::visit(
      [&](const auto& insn) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(insn)>, Finish>) execute(insn, config, state);
      },
      instruction);
}

}  // namespace vtasim
