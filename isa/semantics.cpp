#include "isa/semantics.h"

#include "isa/execute.h"

namespace vtasim::isa {

void execute(const Instruction& instruction, const HardwareConfig& config, ArchState& state) {
  std::visit(
      [&](const auto& insn) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(insn)>, Finish>) execute(insn, config, state);
      },
      instruction);
}

}  // namespace vtasim::isa
