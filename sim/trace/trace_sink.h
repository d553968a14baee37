#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "sim/observe/cause.h"
#include "sim/observe/observer.h"

namespace vtasim::trace {

/// Takes the next piece of a file. It must not throw where a machine runs: SystemC would take the exception for its
/// own.
using Output = std::function<void(std::string_view piece)>;

/// An instruction that begins.
struct Beginning {
  std::int32_t instruction = -1;
  std::int64_t dispatched = 0;  ///< Fetch handed it over in this cycle.
  std::int64_t start = 0;       ///< First cycle in which its module is out of idle.
  /// The instructions whose tokens it took, of the previous module and the next; -1 where it took none.
  std::int32_t from_prev = -1;
  std::int32_t from_next = -1;
};

/// Somebody who writes a run down, event by event. Cycles lie in [0, window), ends of what lasts in (0, window]. What
/// is told of one unit, of one token queue, of one scratchpad, of read data or of written data comes in order of time;
/// between these it does not, and of fetch all comes at the end.
class TraceSink {
 public:
  virtual void run_began(const isa::HardwareConfig& /*config*/, const std::vector<isa::Instruction>& /*program*/,
                         std::int64_t /*window*/) {}
  /// Of a module; spent() of the instruction's cycles and ended() follow.
  virtual void began(machine::Unit /*unit*/, const Beginning& /*beginning*/) {}
  /// The one that began last in this module.
  virtual void ended(machine::Unit /*unit*/, std::int64_t /*end*/) {}
  /// As a CauseListener is told of it, within the window.
  virtual void spent(machine::Unit /*unit*/, machine::Work /*work*/, std::int32_t /*instruction*/,
                     const machine::CauseInterval& /*interval*/) {}
  /// From `cycle` on so many tokens are in the queue, which at the start is empty; told once a cycle at most.
  virtual void tokens(machine::TokenQueue /*queue*/, std::int64_t /*cycle*/, int /*count*/) {}
  /// From `cycle` on so many entries of the scratchpad are live (isa/lives.h), of which at the start none is; told once
  /// a cycle at most. Instructions that have not ended at the window's end keep what they hold.
  virtual void live(isa::Buffer /*buffer*/, std::int64_t /*cycle*/, std::int64_t /*entries*/) {}
  /// Data is on the bus in [burst.first, end).
  virtual void read_data(const machine::ReadBurst& /*burst*/, std::int64_t /*end*/) {}
  virtual void write_data(const machine::WriteBurst& /*burst*/, std::int64_t /*end*/) {}
  virtual void run_ended() {}

 protected:
  ~TraceSink() = default;
};

/// "load_to_compute".
std::string_view to_string(machine::TokenQueue queue);

}  // namespace vtasim::trace
