#include "sim/app/arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/error.h"

namespace vtasim::app {

void check_unique(const std::vector<std::string>& list, const std::string& option) {
  for (auto name = list.begin(); name != list.end(); ++name) {
    if (std::find(list.begin(), name, *name) != name) throw Error(fmt::format("{}: {} is named twice", option, *name));
  }
}

std::vector<HardwareConfig> find_hardware(const std::vector<std::string>& names) {
  std::vector<HardwareConfig> configs;
  std::vector<std::string> found;
  for (const std::string& name : names) {
    configs.push_back(find_hardware_config(name));
    found.push_back(configs.back().name);
  }
  check_unique(found, "--hardware");  // Rows and emitted files are told apart by it.
  return configs;
}

}  // namespace vtasim::app
