#pragma once

#include "sim/machine/pipeline_module.h"
#include "sim/machine/tensor_load/tensor_load.h"

namespace vtasim::machine {

/// The compute module (Compute.scala): loads of uop and acc, GEMM, ALU and FINISH, one at a time.
class ComputeModule final : public PipelineModule, private TensorLoadOwner {
 public:
  ComputeModule(const sc_core::sc_module_name& name, TimeBase& time, MemoryEngine& memory);

  void reset(RunContext& context) override;

 private:
  Cycle execute(const isa::Instruction& instruction, Cycle start) override;
  void retire(const isa::Instruction& instruction, Cycle start, Cycle end) override;
  void load_done(Cycle done) override { end_at(done + 1); }
  void load_overrun(Cycle cycle, std::int64_t limit) override { fail_at(cycle, overrun_message(head(), limit)); }

  Cycle begin(const isa::Load& load, Cycle start);
  Cycle begin(const isa::Gemm& gemm, Cycle start);
  Cycle begin(const isa::Alu& alu, Cycle start);

  TensorLoad uop_;
  TensorLoad acc_;
};

}  // namespace vtasim::machine
