#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "isa/hardware_config.h"

namespace vtasim::experiment {

/// A configuration within another file: a name or a file, relative to `directory`, or an object as in a configuration's
/// own file, with a `name` if it is to have one. Throws Error that begins with `what` for another value.
isa::HardwareConfig read_hardware_in_file(const nlohmann::json& value, const std::string& what,
                                          const std::filesystem::path& directory);

/// The object.
nlohmann::json json_in_file(const isa::HardwareConfig& config);

/// What of it something is computed from: its keys but for names.
nlohmann::json contents_of(const isa::HardwareConfig& config);

}  // namespace vtasim::experiment
