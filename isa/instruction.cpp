#include "isa/instruction.h"

namespace vtasim::isa {
namespace {

// Counters of the RTL's index generators have 14 bits and are compared with the field minus one.
constexpr std::uint32_t kCounterRange = 1u << 14;

template <class T>
LoopCounts counts(const T& insn) {
  const auto wrapped = [](std::uint32_t count) {
    return count % kCounterRange == 0 ? kCounterRange : count % kCounterRange;
  };
  return {wrapped(insn.iter_out), wrapped(insn.iter_in), wrapped(insn.uop_end - insn.uop_begin)};
}

}  // namespace

std::string_view to_string(AluOp op) {
  constexpr std::string_view kNames[kAluOpCount] = {"min", "max", "add", "shr", "mul"};
  return kNames[static_cast<std::size_t>(op)];
}

std::string_view to_string(Module module) {
  constexpr std::string_view kNames[] = {"load", "compute", "store"};
  return kNames[static_cast<std::size_t>(module)];
}

Module module_of(const Instruction& instruction) {
  if (std::holds_alternative<Store>(instruction)) return Module::store;
  const auto* load = std::get_if<Load>(&instruction);
  const bool for_load_module = load != nullptr && (load->buffer == static_cast<std::uint32_t>(Buffer::inp) ||
                                                   load->buffer == static_cast<std::uint32_t>(Buffer::wgt));
  return for_load_module ? Module::load : Module::compute;
}

const Deps& deps_of(const Instruction& instruction) {
  return std::visit([](const auto& insn) -> const Deps& { return insn.deps; }, instruction);
}

Deps& deps_of(Instruction& instruction) {
  return std::visit([](auto& insn) -> Deps& { return insn.deps; }, instruction);
}

LoopCounts loop_counts(const Gemm& gemm) { return counts(gemm); }
LoopCounts loop_counts(const Alu& alu) { return counts(alu); }

}  // namespace vtasim::isa
