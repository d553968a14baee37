#pragma once

#include "sim/machine/pipeline_module.h"

namespace vtasim {

/// The store module (Store.scala).
class StoreModule final : public PipelineModule {
 public:
  StoreModule(const sc_core::sc_module_name& name, TimeBase& time) : PipelineModule(name, Module::store, time) {}

 private:
  Cycle execute(const Instruction& instruction, Cycle start) override;
  void retire(const Instruction& instruction, Cycle start, Cycle end) override;
};

}  // namespace vtasim
