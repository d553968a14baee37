#pragma once

#include "sim/machine/pipeline_module.h"
#include "sim/machine/tensor_load/tensor_load.h"

namespace vtasim::machine {

/// The load module (Load.scala): inp and wgt, one LOAD at a time.
class LoadModule final : public PipelineModule, private TensorLoadOwner {
 public:
  LoadModule(const sc_core::sc_module_name& name, TimeBase& time, MemoryEngine& memory);

  void reset(RunContext& context) override;

 private:
  Cycle execute(const isa::Instruction& instruction, Cycle start) override;
  void retire(const isa::Instruction& instruction, Cycle start, Cycle end) override;
  void load_done(Cycle done) override { end_at(done + 1); }
  void load_overrun(Cycle cycle, std::int64_t limit) override { fail_at(cycle, overrun_message(head(), limit)); }

  TensorLoad inp_;
  TensorLoad wgt_;
};

}  // namespace vtasim::machine
