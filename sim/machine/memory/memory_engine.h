#pragma once

#include <array>
#include <systemc>

#include "isa/rules/burst_commands.h"
#include "sim/machine/cycle.h"
#include "sim/machine/memory/dram.h"
#include "sim/observe/counters.h"
#include "sim/observe/observer.h"
#include "sim/observe/read_port.h"

namespace vtasim::machine {

/// Somebody who reads through the memory engine.
class ReadClient {
 public:
  /// The data of the command that was taken in cycle `fired` will arrive in the cycles first..last; `more` commands
  /// follow. Called in the order of arrival, ahead of time.
  virtual void burst(Cycle fired, Cycle first, Cycle last, bool more) = 0;

 protected:
  ~ReadClient() = default;
};

/// VTA's memory engine, read side (VME.scala), with the DRAM behind it.
///
/// Each port has a queue of one command. In every cycle the lowest port with a command may send its read address, if
/// one of 16 tags is free and no burst's last beat arrives in that cycle. Data reaches the client a cycle after the
/// bus.
///
/// It runs ahead: arbitration of a cycle depends on commands presented before it, so everything up to the next cycle in
/// which any other module can act is decided in one activation.
class MemoryEngine : public sc_core::sc_module {
 public:
  MemoryEngine(const sc_core::sc_module_name& name, TimeBase& time);

  /// No burst is issued after the cycle `last`. `observer` may be null.
  void reset(const isa::HardwareConfig& config, Counters& counters, Observer* observer, Cycle last);

  /// `client` presents `commands` (not empty) on an idle port; the first is valid from cycle `valid` on, now or later.
  void present(ReadPort port, ReadClient& client, const isa::BurstCommands& commands, Cycle valid);

  /// For the observer: a client's LOAD goes on for `cycles` cycles after its data, writing zeros.
  void padded(ReadPort port, Cycle cycles) const {
    if (observer_ != nullptr) observer_->padded(port, cycles);
  }

 private:
  static constexpr int kTags = 16;  ///< VMEParams.RequestQueueDepth

  /// A port, its one-command queue and the commands its client has still to present.
  struct Port {
    isa::BurstCommands commands;
    isa::BurstCommand head;
    ReadClient* client = nullptr;
    Cycle fired = 0;       ///< The head was taken from the client in this cycle,
    Cycle ready = kNever;  ///< and takes part in arbitration from this one on; kNever: no command.
    Cycle queue_free = 0;  ///< First cycle in which the queue takes a command.
  };

  void arbitrate();
  Cycle next_issue() const;
  void issue(Cycle cycle);
  void take(Port& port, Cycle fire);

  // Last beats of the bursts under way, oldest first: a ring. Each holds a tag until the cycle after.
  Cycle last_beat(int i) const { return last_beats_[static_cast<unsigned>(first_ + i) % kTags]; }

  TimeBase& time_;
  sc_core::sc_event wake_;
  Dram dram_;
  std::array<Port, kReadPortCount> ports_;
  std::array<Cycle, kTags> last_beats_{};
  int first_ = 0;
  int in_flight_ = 0;
  Cycle last_issue_ = -1;
  Cycle last_cycle_ = 0;
  Counters* counters_ = nullptr;
  Observer* observer_ = nullptr;
};

}  // namespace vtasim::machine
