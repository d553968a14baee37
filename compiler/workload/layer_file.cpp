#include "compiler/workload/layer_file.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_quantization.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/base/shipped.h"

namespace vtasim::compiler {
namespace {

using nlohmann::json;

constexpr int kLargestSize = 65536;  // Far beyond any layer; sums of a few of them fit an int.

int integer(JsonReader& reader, const char* key, int low, int high, int otherwise) {
  return reader.has(key) ? static_cast<int>(reader.integer(key, low, high)) : otherwise;
}

[[noreturn]] void fail(const JsonReader& reader, const char* key, const json& value, const std::string& legal) {
  reader.fail(key, fmt::format("is {}; it must be {}", shown(value), legal));
}

/// n integers in a list.
template <std::size_t n>
std::array<int, n> list(JsonReader& reader, const char* key, int low, int high) {
  const json& value = reader.member(key);
  if (!value.is_array() || value.size() != n) fail(reader, key, value, fmt::format("a list of {} integers", n));
  std::array<int, n> numbers{};
  for (std::size_t i = 0; i < n; ++i) {
    numbers[i] =
        static_cast<int>(checked_integer(value[i], low, high, fmt::format("{}: {}[{}]", reader.where(), key, i)));
  }
  return numbers;
}

/// [h, w], or one number for both.
std::array<int, 2> pair(JsonReader& reader, const char* key, int low, int high) {
  if (reader.member(key).is_array()) return list<2>(reader, key, low, high);
  const auto n = static_cast<int>(reader.integer(key, low, high));
  return {n, n};
}

void read_padding(JsonReader& reader, Layer& layer) {
  if (!reader.has("padding")) return;
  const json& value = reader.member("padding");
  if (value.is_array() && value.size() == 4) {
    const auto pads = list<4>(reader, "padding", 0, kLargestSize);
    layer.pad_top = pads[0];
    layer.pad_bottom = pads[1];
    layer.pad_left = pads[2];
    layer.pad_right = pads[3];
    return;
  }
  if (value.is_array() && value.size() != 2) {
    fail(reader, "padding", value, "an integer, [h, w] or [top, bottom, left, right]");
  }
  const auto pads = pair(reader, "padding", 0, kLargestSize);
  layer.pad_top = layer.pad_bottom = pads[0];
  layer.pad_left = layer.pad_right = pads[1];
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
      fail(reader, "groups", layer.groups,
           fmt::format("{}, the number of channels, where multiplier is given", layer.channels));
    }
  } else {
    layer.out_channels = static_cast<int>(reader.integer("out_channels", 1, kLargestSize));
    layer.groups = integer(reader, "groups", 1, kLargestSize, 1);
  }
  if (layer.channels % layer.groups != 0 || layer.out_channels % layer.groups != 0) {
    fail(reader, "groups", layer.groups,
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
    fail(reader, "kernel", reader.member("kernel"),
         fmt::format("at most the padded input, {} x {}{}", padded_h, padded_w, spans));
  }
}

/// Tensors are indexed with int.
void check_volume(JsonReader& reader, const char* field, std::initializer_list<int> sizes) {
  std::int64_t volume = 1;
  for (const int size : sizes) {
    volume *= size;
    if (volume > std::numeric_limits<int>::max()) {
      fail(reader, field, reader.member(field), "small enough that no tensor has more than 2147483647 elements");
    }
  }
}

}  // namespace

Layer parse_layer(const json& object, const std::string& where) {
  JsonReader reader(object, where);
  Layer layer;
  layer.name = reader.has("name") ? reader.text("name") : name_of_file(where);
  check_name(layer.name, where + ": name");
  const auto input = list<4>(reader, "input", 1, kLargestSize);
  layer.batch = input[0];
  layer.channels = input[1];
  layer.height = input[2];
  layer.width = input[3];
  read_channels(reader, layer);

  const auto kernel = pair(reader, "kernel", 1, kLargestSize);
  layer.kernel_h = kernel[0];
  layer.kernel_w = kernel[1];
  if (reader.has("stride")) {
    const auto stride = pair(reader, "stride", 1, kLargestSize);
    layer.stride_h = stride[0];
    layer.stride_w = stride[1];
  }
  if (reader.has("dilation")) {
    const auto dilation = pair(reader, "dilation", 1, kLargestSize);
    // A dilated kernel larger than any input could overflow its extent; the kernel check has the exact rule.
    if (std::int64_t{kernel[0] - 1} * dilation[0] > 4 * kLargestSize ||
        std::int64_t{kernel[1] - 1} * dilation[1] > 4 * kLargestSize) {
      fail(reader, "dilation", reader.member("dilation"), "such that the dilated kernel fits the padded input");
    }
    layer.dilation_h = dilation[0];
    layer.dilation_w = dilation[1];
  }
  read_padding(reader, layer);
  read_quantization(reader, layer);
  reader.expect_no_more();
  check_kernel(reader, layer);
  check_volume(reader, "input", {layer.batch, layer.channels, layer.height, layer.width});
  check_volume(reader, "kernel", {layer.out_channels, layer.channels / layer.groups, layer.kernel_h, layer.kernel_w});
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

}  // namespace vtasim::compiler
