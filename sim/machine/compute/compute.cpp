#include "sim/machine/compute/compute.h"

#include <fmt/format.h>

#include "isa/hazards.h"
#include "sim/machine/compute/tensor_alu.h"
#include "sim/machine/compute/tensor_gemm.h"

namespace vtasim::machine {

ComputeModule::ComputeModule(const sc_core::sc_module_name& name, TimeBase& time, MemoryEngine& memory)
    : PipelineModule(name, isa::Module::compute, time),
      uop_(isa::Buffer::uop, ReadPort::uop, memory, *this),
      acc_(isa::Buffer::acc, ReadPort::acc, memory, *this) {}

void ComputeModule::reset(RunContext& run) {
  PipelineModule::reset(run);
  uop_.reset(*run.config);
  acc_.reset(*run.config);
}

Cycle ComputeModule::execute(const isa::Instruction& instruction, Cycle start) {
  if (const auto* load = std::get_if<isa::Load>(&instruction)) return begin(*load, start);
  if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) return begin(*gemm, start);
  if (const auto* alu = std::get_if<isa::Alu>(&instruction)) return begin(*alu, start);
  // FINISH is done in its first cycle out of idle.
  if (!context().finish) context().finish = start + 1;
  return start + kSyncCycles;
}

Cycle ComputeModule::begin(const isa::Load& load, Cycle start) {
  if (load.x_size == 0) return start + kSyncCycles;
  const bool uop = static_cast<isa::Buffer>(load.buffer) == isa::Buffer::uop;
  if (uop && context().free.uop) return start + kSyncCycles;
  (uop ? uop_ : acc_).start(load, start);
  return kNever;
}

Cycle ComputeModule::begin(const isa::Gemm& gemm, Cycle start) {
  if (context().free.gemm) return start + kSyncCycles;
  const auto operations = static_cast<std::int64_t>(loop_counts(gemm).total());
  context().counters.gemm_ops += operations;
  if (gemm.reset != 0) context().counters.gemm_reset_ops += operations;
  return tensor_gemm::done(gemm, start) + 1;
}

Cycle ComputeModule::begin(const isa::Alu& alu, Cycle start) {
  if (context().free.alu) return start + kSyncCycles;
  // More operations than cycles do not come to pass, and to search them all could take as long as to run them.
  const auto most = static_cast<std::uint64_t>(context().last_cycle());
  if (const auto hazard = find_alu_hazard(alu, *context().config, context().state->uop, most)) {
    fail_at(tensor_alu::assertion(alu, *hazard, start),
            fmt::format("ALU hazard: instruction {} (ALU), operation {}, acc[{}]: {}", head(), hazard->operation,
                        hazard->acc_index,
                        alu.use_imm != 0 ? "with an immediate, two consecutive operations must not have the same dst"
                                         : "with registers, src must not be the dst of the operation before"));
    return kNever;
  }
  const auto operations = static_cast<std::int64_t>(loop_counts(alu).total());
  (alu.use_imm != 0 ? context().counters.alu_imm_ops : context().counters.alu_reg_ops) += operations;
  return tensor_alu::done(alu, start) + 1;
}

void ComputeModule::retire(const isa::Instruction& instruction, Cycle start, Cycle end) {
  Counters& counters = context().counters;
  const Cycle busy = context().counted(start, end);
  bool uop = false;
  if (const auto* load = std::get_if<isa::Load>(&instruction); load != nullptr && load->x_size != 0) {
    uop = static_cast<isa::Buffer>(load->buffer) == isa::Buffer::uop;
    (uop ? counters.compute_load_uop_cycles : counters.compute_load_acc_cycles) += busy;
  } else if (std::holds_alternative<isa::Gemm>(instruction)) {
    counters.compute_gemm_cycles += busy;
  } else if (std::holds_alternative<isa::Alu>(instruction)) {
    counters.compute_alu_cycles += busy;
  } else {
    counters.compute_sync_cycles += busy;
    return;
  }
  // Micro-ops are kept even without values: ALU hazards depend on them.
  if (context().values || uop) isa::execute(instruction, *context().config, *context().state);
}

}  // namespace vtasim::machine
