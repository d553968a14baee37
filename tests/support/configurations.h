#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "isa/hardware_config.h"

namespace vtasim {

/// log2 of the entries of each scratchpad.
struct LogDepths {
  int uop = 11;
  int inp = 11;
  int wgt = 10;
  int acc = 11;
};

/// A configuration by its sizes.
inline isa::HardwareConfig configuration(int log_block, int bus_bits, LogDepths depths, int max_burst_beats = 256,
                                         int queue_depth = 512) {
  return isa::parse_hardware_config({{"TARGET", "sim"},
                                     {"LOG_INP_WIDTH", 3},
                                     {"LOG_WGT_WIDTH", 3},
                                     {"LOG_ACC_WIDTH", 5},
                                     {"LOG_BATCH", 0},
                                     {"LOG_BLOCK", log_block},
                                     {"LOG_UOP_BUFF_SIZE", depths.uop + 2},
                                     {"LOG_INP_BUFF_SIZE", depths.inp + log_block},
                                     {"LOG_WGT_BUFF_SIZE", depths.wgt + 2 * log_block},
                                     {"LOG_ACC_BUFF_SIZE", depths.acc + log_block + 2},
                                     {"shell",
                                      {{"bus_bits", bus_bits},
                                       {"max_burst_beats", max_burst_beats},
                                       {"memory_delay", 16},
                                       {"queue_depth", queue_depth}}}},
                                    "test.json");
}

/// With vectors of 8 lanes, and of 16; otherwise alike.
inline const isa::HardwareConfig& block_8() {
  static const isa::HardwareConfig config = configuration(3, 64, {});
  return config;
}
inline const isa::HardwareConfig& block_16() {
  static const isa::HardwareConfig config = configuration(4, 64, {});
  return config;
}

}  // namespace vtasim
