#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "isa/hardware_config.h"

namespace vtasim::isa {

/// The JSON of a legal configuration (block 16, 64-bit bus), to change in a test.
inline nlohmann::json config_json() {
  return {{"TARGET", "sim"},         {"HW_VER", "0.0.2"},       {"LOG_INP_WIDTH", 3},     {"LOG_WGT_WIDTH", 3},
          {"LOG_ACC_WIDTH", 5},      {"LOG_BATCH", 0},          {"LOG_BLOCK", 4},         {"LOG_UOP_BUFF_SIZE", 13},
          {"LOG_INP_BUFF_SIZE", 15}, {"LOG_WGT_BUFF_SIZE", 18}, {"LOG_ACC_BUFF_SIZE", 17}};
}

/// A configuration with scratchpads of the given log2 depths.
struct LogDepths {
  int uop = 5;
  int inp = 4;
  int wgt = 3;
  int acc = 4;
};
inline HardwareConfig config_of(int log_block, const LogDepths& depths, int bus_bits = 64) {
  nlohmann::json json = config_json();
  json["LOG_BLOCK"] = log_block;
  json["LOG_UOP_BUFF_SIZE"] = depths.uop + 2;
  json["LOG_INP_BUFF_SIZE"] = depths.inp + log_block;
  json["LOG_WGT_BUFF_SIZE"] = depths.wgt + 2 * log_block;
  json["LOG_ACC_BUFF_SIZE"] = depths.acc + log_block + 2;
  json["shell"]["bus_bits"] = bus_bits;
  return parse_hardware_config(json, "test.json");
}

inline HardwareConfig block16() { return parse_hardware_config(config_json(), "b16.json"); }

}  // namespace vtasim::isa
