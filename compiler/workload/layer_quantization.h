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
std::string_view to_string(Rounding rounding);

/// Reads one `shift` for all channels. Throws Error, as both below, that names the legal values.
void read_shift(JsonReader& reader, Requantization& requantization);

/// Reads what an object `requantization` says of rounding and clips: rounding, clip, relu and relu6.
void read_rounding_and_clip(JsonReader& reader, Requantization& requantization);

/// Reads what a layer file says of numbers and their layout: bias, bias_entry, input_zero_point, filter_layout,
/// residual_shift and requantization. The layer's channels and groups must be there already. Throws Error as
/// load_layer() does.
void read_quantization(JsonReader& reader, Layer& layer);

/// Adds the same keys to `object`.
void write_quantization(const Layer& layer, nlohmann::json& object);

}  // namespace vtasim::compiler
