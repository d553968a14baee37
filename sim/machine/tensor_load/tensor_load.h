#pragma once

#include <string>

#include "sim/machine/cycle.h"
#include "sim/machine/memory/memory_engine.h"
#include "sim/machine/tensor_load/in_flight.h"
#include "sim/machine/tensor_load/tensor_load_timing.h"
#include "sim/machine/tensor_load/zero_padding.h"

namespace vtasim::machine {

/// Who waits for a tensor load.
class TensorLoadOwner {
 public:
  /// The load raises done in cycle `done`; told ahead of time.
  virtual void load_done(Cycle done) = 0;
  /// In cycle `cycle` the count of beats in flight wraps at `limit`: the LOAD overruns its scratchpad.
  virtual void load_overrun(Cycle cycle, std::int64_t limit) = 0;

 protected:
  ~TensorLoadOwner() = default;
};

/// What an overrun is reported as.
std::string overrun_message(std::int32_t instruction, std::int64_t limit);

/// Fills a scratchpad from DRAM (TensorLoad.scala): commands to the memory engine, data and padding into the
/// scratchpad. What the narrow and the wide unit have in common; their difference is TensorLoadTiming.
class TensorLoad final : public ReadClient {
 public:
  TensorLoad(isa::Buffer buffer, ReadPort port, MemoryEngine& memory, TensorLoadOwner& owner)
      : buffer_(buffer), port_(port), memory_(memory), owner_(owner) {}

  void reset(const isa::HardwareConfig& config) {
    config_ = &config;
    timing_ = tensor_load_timing(config, buffer_);
  }

  /// Starts a LOAD with x_size > 0; io.start is high in cycle `start`. With y_size 0 it never completes.
  void start(const isa::MemFields& f, Cycle start);

  void burst(Cycle fired, Cycle first, Cycle last, bool more) override;

 private:
  isa::Buffer buffer_;
  ReadPort port_;
  MemoryEngine& memory_;
  TensorLoadOwner& owner_;
  const isa::HardwareConfig* config_ = nullptr;
  TensorLoadTiming timing_{};
  ZeroPadding padding_;
  InFlight in_flight_;
  bool overrun_ = false;
};

}  // namespace vtasim::machine
