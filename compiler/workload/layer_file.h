#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "compiler/workload/layer.h"

namespace vtasim {
class JsonReader;
}

namespace vtasim::compiler {

/// Reads and checks a layer. Throws Error naming file, field, value and legal range.
///
/// Keys: name; input [N, C, H, W]; out_channels, or multiplier for a depthwise layer; kernel, stride and dilation as n
/// or [h, w]; padding as n, [h, w] or [top, bottom, left, right]; groups; bias; bias_entry "auto", "alu", "load",
/// "lane" or "product"; input_zero_point; filter_layout "OIHW", "HWC" or "CHWc16"; residual_shift; requantization
/// {shift, rounding "floor" or "half_up", clip [lo, hi], relu, relu6, pass "fused" or "separate"}, where shift is one
/// number, a list of one for each output channel, or {low, high, seed} for reproducible random ones, and relu6 is the
/// output that stands for 6. Only input, kernel and one of out_channels and multiplier are needed. Unknown keys are
/// errors.
Layer load_layer(const std::filesystem::path& file);

/// As above from parsed JSON; `where` is the file named in messages, and its stem the name of a layer that has none.
Layer parse_layer(const nlohmann::json& json, const std::string& where);

/// Reads all keys of a layer but name and input, which the layer has already. Throws Error as parse_layer() does; that
/// no key is left and that the output can be indexed is for the caller to check.
void read_filter(JsonReader& reader, Layer& layer);

/// By path (contains '/' or ends in .json), or by name among the shipped ones (`layers` in the directory that
/// isa/shipped.h describes). Throws Error that lists the known names.
Layer find_layer(const std::string& name_or_path);

/// Whether a name in a file is another file's: then that is relative to `directory`, where the file that has it lies;
/// other names are returned as they are.
std::string relative_to(const std::filesystem::path& directory, const std::string& name_or_path);

/// A layer that stands in another file: an object with a name, as parse_layer() takes it, a shipped layer's name, or a
/// layer file relative to `directory`. Throws Error; `where` is what it names.
Layer read_layer(const nlohmann::json& value, const std::string& where, const std::filesystem::path& directory);

/// Names of the shipped layers, sorted.
std::vector<std::string> layer_names();

/// The layer in full, in the form that parse_layer() reads.
nlohmann::json to_json(const Layer& layer);

}  // namespace vtasim::compiler
