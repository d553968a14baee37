#include "compiler/workload/layer_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/workload/layer_quantization.h"
#include "compiler/workload/sizes.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/base/shipped.h"

namespace vtasim::compiler {
namespace {

using nlohmann::json;

int integer(JsonReader& reader, const char* key, int low, int high, int otherwise) {
  return reader.has(key) ? static_cast<int>(reader.integer(key, low, high)) : otherwise;
}

void read_channels(JsonReader& reader, Layer& layer) {
  if (reader.has("multiplier") && reader.has("out_channels")) {
    reader.fail("multiplier", "must be left out where out_channels is given");
  }
  if (reader.has("multiplier")) {
    const int multiplier = integer(reader, "multiplier", 1, kLargestSize / layer.channels, 1);
    layer.out_channels = layer.channels * multiplier;
    layer.groups = integer(reader, "groups", 1, kLargestSize, layer.channels);
    if (!layer.depthwise()) {
      fail_value(reader, "groups",
                 fmt::format("{}, the number of channels, where multiplier is given", layer.channels));
    }
  } else {
    layer.out_channels = static_cast<int>(reader.integer("out_channels", 1, kLargestSize));
    layer.groups = integer(reader, "groups", 1, kLargestSize, 1);
  }
  if (layer.channels % layer.groups != 0 || layer.out_channels % layer.groups != 0) {
    fail_value(
        reader, "groups",
        fmt::format("a divisor of {} input channels and of {} output channels", layer.channels, layer.out_channels));
  }
}

void check_kernel(JsonReader& reader, const Layer& layer) {
  const int padded_h = layer.height + layer.pad_top + layer.pad_bottom;
  const int padded_w = layer.width + layer.pad_left + layer.pad_right;
  if (layer.extent_h() > padded_h || layer.extent_w() > padded_w) {
    const bool dilated = layer.dilation_h > 1 || layer.dilation_w > 1;
    const std::string spans =
        dilated ? fmt::format(" (with dilation it spans {} x {})", layer.extent_h(), layer.extent_w()) : "";
    fail_value(reader, "kernel", fmt::format("at most the padded input, {} x {}{}", padded_h, padded_w, spans));
  }
}

/// Throws unless a tensor can be indexed; `field` says what makes it so large.
void check_volume(JsonReader& reader, const char* field, std::initializer_list<int> sizes) {
  if (!can_be_indexed(sizes)) fail_value(reader, field, kIndexable);
}

}  // namespace

void read_filter(JsonReader& reader, Layer& layer) {
  read_channels(reader, layer);
  const auto kernel = read_pair(reader, "kernel", 1, kLargestSize);
  layer.kernel_h = kernel[0];
  layer.kernel_w = kernel[1];
  const auto stride = read_steps(reader, "stride");
  layer.stride_h = stride[0];
  layer.stride_w = stride[1];
  const auto dilation = read_steps(reader, "dilation");
  // A dilated kernel larger than any input could overflow its extent; the kernel check has the exact rule.
  if (std::int64_t{kernel[0] - 1} * dilation[0] > 4 * kLargestSize ||
      std::int64_t{kernel[1] - 1} * dilation[1] > 4 * kLargestSize) {
    fail_value(reader, "dilation", "such that the dilated kernel fits the padded input");
  }
  layer.dilation_h = dilation[0];
  layer.dilation_w = dilation[1];
  const auto padding = read_padding(reader);
  layer.pad_top = padding[0];
  layer.pad_bottom = padding[1];
  layer.pad_left = padding[2];
  layer.pad_right = padding[3];
  read_quantization(reader, layer);
  check_kernel(reader, layer);
  check_volume(reader, "kernel", {layer.out_channels, layer.channels / layer.groups, layer.kernel_h, layer.kernel_w});
}

Layer parse_layer(const json& object, const std::string& where) {
  JsonReader reader(object, where);
  Layer layer;
  layer.name = reader.has("name") ? reader.text("name") : name_of_file(where);
  check_name(layer.name, where + ": name");
  const auto input = read_shape(reader, "input");
  layer.batch = input[0];
  layer.channels = input[1];
  layer.height = input[2];
  layer.width = input[3];
  read_filter(reader, layer);
  reader.expect_no_more();
  check_volume(reader, "input", {layer.batch, layer.channels, layer.height, layer.width});
  check_volume(reader, "input", {layer.batch, layer.out_channels, layer.out_height(), layer.out_width()});
  return layer;
}

Layer load_layer(const std::filesystem::path& file) {
  return parse_layer(parse_json(read_whole_file(file), file.string()), file.string());
}

json to_json(const Layer& layer) {
  json object = {{"name", layer.name},
                 {"input", {layer.batch, layer.channels, layer.height, layer.width}},
                 {"out_channels", layer.out_channels},
                 {"kernel", {layer.kernel_h, layer.kernel_w}},
                 {"stride", {layer.stride_h, layer.stride_w}},
                 {"padding", {layer.pad_top, layer.pad_bottom, layer.pad_left, layer.pad_right}},
                 {"dilation", {layer.dilation_h, layer.dilation_w}},
                 {"groups", layer.groups}};
  write_quantization(layer, object);
  return object;
}

std::vector<std::string> layer_names() { return shipped_names("layers"); }

Layer find_layer(const std::string& name_or_path) { return load_layer(shipped_file("layers", "layer", name_or_path)); }

std::string relative_to(const std::filesystem::path& directory, const std::string& name_or_path) {
  return is_path(name_or_path) ? (directory / name_or_path).string() : name_or_path;
}

Layer read_layer(const nlohmann::json& value, const std::string& where, const std::filesystem::path& directory) {
  if (value.is_string()) return find_layer(relative_to(directory, value.get<std::string>()));
  if (!value.is_object()) {
    throw Error(fmt::format("{} is {}; it must be a layer's name, file or object", where, shown(value)));
  }
  if (!value.contains("name")) throw Error(fmt::format("{}: name is missing", where));
  return parse_layer(value, where);
}

}  // namespace vtasim::compiler
