#pragma once

#include "sim/machine/stage.h"

namespace vtasim {

/// The store module (Store.scala).
class StoreModule final : public Stage {
 public:
  StoreModule(const sc_core::sc_module_name& name, TimeBase& time) : Stage(name, Module::store, time) {}

 private:
  Cycle execute(const Instruction& instruction, Cycle start) override;
  void retire(const Instruction& instruction, Cycle start, Cycle end) override;
};

}  // namespace vtasim
