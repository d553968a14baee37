#include "sim/experiment/hardware_in_file.h"

#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"

namespace vtasim::experiment {

isa::HardwareConfig read_hardware_in_file(const nlohmann::json& value, const std::string& what,
                                          const std::filesystem::path& directory) {
  if (value.is_string()) return isa::find_hardware_config(compiler::relative_to(directory, value.get<std::string>()));
  nlohmann::json keys = value;
  std::string name;
  if (value.is_object() && value.contains("name")) {
    name = JsonReader(value, what).text("name");
    check_name(name, what + ": name");
    keys.erase("name");
  }
  isa::HardwareConfig config = isa::parse_hardware_config(keys, what);
  if (!name.empty()) config.name = name;
  return config;
}

nlohmann::json json_in_file(const isa::HardwareConfig& config) {
  nlohmann::json object = file_json(config);
  object["name"] = config.name;
  return object;
}

nlohmann::json contents_of(const isa::HardwareConfig& config) {
  nlohmann::json contents = file_json(config);
  for (const char* key : {"TARGET", "HW_VER"}) contents.erase(key);
  return contents;
}

}  // namespace vtasim::experiment
