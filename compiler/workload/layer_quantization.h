#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "compiler/workload/layer.h"

namespace vtasim {
class JsonReader;
}

namespace vtasim::compiler {

/// The names that layer files use.
std::string_view to_string(BiasEntry entry);
std::string_view to_string(RequantizationPass pass);
std::string_view to_string(FilterLayout layout);

/// Reads what a layer file says of numbers and their layout: bias, bias_entry, input_zero_point, filter_layout and
/// requantization. The layer's channels and groups must be there already. Throws Error as load_layer() does.
void read_quantization(JsonReader& reader, Layer& layer);

/// Adds the same keys to `object`.
void write_quantization(const Layer& layer, nlohmann::json& object);

}  // namespace vtasim::compiler
