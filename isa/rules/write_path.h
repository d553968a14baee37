#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "isa/rules/in_flight.h"

namespace vtasim::isa {

// A burst on the write path: VME.scala's write side with VTAMemDPIToAXI's. Command in cycle t, address valid at t + 1
// and taken at t + 2, first data beat at t + 3; acknowledged the cycle after the last beat, and the next command a
// cycle later. One burst at a time; nothing else uses this path.

inline constexpr int kWriteAddress = 2;
inline constexpr int kWriteFirstData = 3;
inline constexpr int kWriteAcknowledge = 1;

/// Cycles in which the data of a burst of `beats` beats goes out: one a beat, and on a bus narrower than an out vector
/// one after each vector but the burst's last, in which the next is read from the scratchpad (state sReadMem in
/// TensorStoreNarrowVME.scala).
inline std::int64_t write_data_cycles(std::int64_t beats, const HardwareConfig& config) {
  if (wide_unit(Buffer::out, config)) return beats;
  // Both are powers of two, and this is asked of every burst.
  const int log_beats_per_vector =
      __builtin_ctz(static_cast<unsigned>(config.block)) - __builtin_ctz(static_cast<unsigned>(config.bus_bytes));
  return beats + ((beats - 1) >> log_beats_per_vector);
}

/// From a burst's command to the next one's.
inline std::int64_t write_burst_cycles(std::int64_t beats, const HardwareConfig& config) {
  return kWriteFirstData + write_data_cycles(beats, config) + kWriteAcknowledge;
}

}  // namespace vtasim::isa
