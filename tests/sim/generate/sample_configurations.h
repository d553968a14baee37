#pragma once

#include <vector>

#include "tests/support/configurations.h"

namespace vtasim::generate {

/// The shipped configurations, and others that differ in every way a configuration can.
inline std::vector<isa::HardwareConfig> sample_configurations() {
  std::vector<isa::HardwareConfig> configs;
  for (const char* name : {"b16-bus64", "b16-bus64-burst16", "b16-bus128", "b16-bus256", "b16-bus512", "b32-bus64"}) {
    configs.push_back(isa::load_hardware_config(std::string(VTASIM_ROOT "/configs/hardware/") + name + ".json"));
  }
  configs.push_back(configuration(3, 64, {11, 11, 10, 11}));
  configs.push_back(configuration(3, 512, {6, 6, 4, 6}, 16, 8));
  configs.push_back(configuration(5, 128, {10, 8, 6, 10}, 16));
  configs.push_back(configuration(5, 512, {11, 10, 8, 9}, 64, 32));
  configs.push_back(configuration(6, 256, {10, 9, 6, 9}));
  configs.push_back(configuration(4, 64, {11, 13, 8, 6}, 32));    // inp is deeper than acc,
  configs.push_back(configuration(4, 128, {12, 8, 6, 13}, 256));  // and acc than micro-ops reach.
  configs.push_back(configuration(3, 64, {2, 2, 1, 2}, 16, 4));   // Hardly anything fits.
  return configs;
}

}  // namespace vtasim::generate
