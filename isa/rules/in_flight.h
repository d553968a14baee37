#pragma once

#include <cstdint>

#include "isa/hardware_config.h"

namespace vtasim::isa {

/// A load unit is the wide one (TensorLoadWideVME.scala) where a beat holds an element or more, otherwise the narrow
/// one (TensorLoadNarrowVME.scala); of the store units likewise, for an out vector.
inline bool wide_unit(Buffer buffer, const HardwareConfig& config) {
  return config.bus_bytes >= config.element_bytes(buffer);
}

/// Beats of one LOAD in flight at a time from which on the load unit loses data. It counts them in as many bits as the
/// beats of its scratchpad need (blocksInFlight in the narrow unit), with one bit to spare in the wide one
/// (clInFlight).
inline std::int64_t in_flight_limit(Buffer buffer, const HardwareConfig& config) {
  const std::int64_t beats = std::int64_t{config.depth(buffer)} * config.element_bytes(buffer) / config.bus_bytes;
  return wide_unit(buffer, config) ? 2 * beats : beats;
}

}  // namespace vtasim::isa
