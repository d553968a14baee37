#pragma once

#include <cstdint>
#include <vector>

#include "isa/aligned_vector.h"
#include "isa/dram_image.h"
#include "isa/hardware_config.h"

namespace vtasim::isa {

/// Everything an instruction can change: DRAM and the five scratchpads. Scratchpads are flat arrays of elements,
/// indexed [entry x elements per entry]; zero at reset.
struct ArchState {
  ArchState() = default;  ///< Empty; reset() before use.
  explicit ArchState(const HardwareConfig& config) { reset(config); }
  void reset(const HardwareConfig& config);  ///< Zeroed scratchpads of the configuration's size; DRAM as it is.

  DramImage dram;
  std::vector<std::uint32_t> uop;
  AlignedVector<std::int8_t> inp;
  AlignedVector<std::int8_t> wgt;  ///< [tile][out lane][inp lane]
  AlignedVector<std::int32_t> acc;
  AlignedVector<std::int8_t> out;
};

}  // namespace vtasim::isa
