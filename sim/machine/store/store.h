#pragma once

#include "sim/machine/pipeline_module.h"

namespace vtasim::machine {

/// The store module (Store.scala).
class StoreModule final : public PipelineModule {
 public:
  StoreModule(const sc_core::sc_module_name& name, TimeBase& time) : PipelineModule(name, isa::Module::store, time) {}

 private:
  Cycle execute(const isa::Instruction& instruction, Cycle start) override;
  void retire(const isa::Instruction& instruction, Cycle start, Cycle end) override;
};

}  // namespace vtasim::machine
