#include "compiler/workload/layer_quantization.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "compiler/workload/read_choice.h"
#include "compiler/workload/sizes.h"
#include "isa/base/json_reader.h"
#include "isa/base/split_mix.h"

namespace vtasim::compiler {
namespace {

using nlohmann::json;

constexpr int kLowest8 = -128;
constexpr int kHighest8 = 127;

constexpr const char* kBiasEntries[] = {"auto", "alu", "load", "lane", "product"};
constexpr const char* kPasses[] = {"fused", "separate"};
constexpr const char* kFilterLayouts[] = {"OIHW", "HWC", "CHWc16"};
constexpr const char* kRoundings[] = {"floor", "half_up"};

/// A shift of its own for each channel, from [low, high], any with the same chance.
std::vector<int> random_shifts(JsonReader& reader, int channels) {
  const auto low = static_cast<int>(reader.integer("low", 0, kLargestShift));
  const auto high = static_cast<int>(reader.integer("high", low, kLargestShift));
  const std::int64_t seed =
      reader.has("seed") ? reader.integer("seed", 0, std::numeric_limits<std::int64_t>::max()) : 1;
  reader.expect_no_more();
  SplitMix64 generator(static_cast<std::uint64_t>(seed));
  std::vector<int> shifts;
  for (int channel = 0; channel < channels; ++channel) {
    shifts.push_back(low + static_cast<int>(generator.next() % static_cast<std::uint64_t>(high - low + 1)));
  }
  return shifts;
}

/// One shift for all channels, or one for each of so many.
void read_shifts(JsonReader& reader, int channels, Requantization& requantization) {
  if (!reader.has("shift")) return;
  const json& value = reader.member("shift");
  if (value.is_object()) {
    JsonReader range(value, reader.where() + ": shift");
    requantization.shifts = random_shifts(range, channels);
    return;
  }
  if (!value.is_array()) {
    read_shift(reader, requantization);
    return;
  }
  if (value.size() != static_cast<std::size_t>(channels)) {
    reader.fail("shift",
                fmt::format("has {} numbers; it must have {}, one for each output channel", value.size(), channels));
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string what = fmt::format("{}: shift[{}]", reader.where(), i);
    requantization.shifts.push_back(static_cast<int>(checked_integer(value[i], 0, kLargestShift, what)));
  }
}

void read_requantization(JsonReader& layer_reader, Layer& layer) {
  if (!layer_reader.has("requantization")) return;
  JsonReader reader(layer_reader.member("requantization"), layer_reader.where() + ": requantization");
  read_shifts(reader, layer.out_channels, layer);
  read_rounding_and_clip(reader, layer);
  layer.requantization_pass = read_choice<RequantizationPass>(reader, "pass", kPasses);
  reader.expect_no_more();
}

}  // namespace

void read_shift(JsonReader& reader, Requantization& requantization) {
  requantization.shift = static_cast<int>(reader.integer("shift", 0, kLargestShift));
}

void read_rounding_and_clip(JsonReader& reader, Requantization& requantization) {
  requantization.rounding = read_choice<Rounding>(reader, "rounding", kRoundings);
  if (reader.has("relu")) requantization.relu = reader.boolean("relu");
  if (reader.has("relu6")) requantization.relu6 = static_cast<int>(reader.integer("relu6", 0, kHighest8));
  if (!reader.has("clip")) return;
  const json& value = reader.member("clip");
  if (!value.is_array() || value.size() != 2) fail_value(reader, "clip", "a list of 2 integers");
  const auto limit = [&](std::size_t i) {
    return static_cast<int>(
        checked_integer(value[i], kLowest8, kHighest8, fmt::format("{}: clip[{}]", reader.where(), i)));
  };
  const int low = requantization.clip_min = limit(0);
  requantization.clip_max = limit(1);
  if (low > requantization.clip_max) fail_value(reader, "clip", "[lo, hi] with lo <= hi");
  if (requantization.low_clip() > requantization.high_clip()) {
    fail_value(reader, "clip",
               requantization.relu6 && low > *requantization.relu6
                   ? fmt::format("[lo, hi] with lo not above relu6, {}", *requantization.relu6)
                   : fmt::format("[lo, hi] with hi not below lo and, with {}, not below 0",
                                 requantization.relu ? "relu" : "relu6"));
  }
}

std::string_view to_string(BiasEntry entry) { return kBiasEntries[static_cast<std::size_t>(entry)]; }

std::string_view to_string(RequantizationPass pass) { return kPasses[static_cast<std::size_t>(pass)]; }

std::string_view to_string(FilterLayout layout) { return kFilterLayouts[static_cast<std::size_t>(layout)]; }

std::string_view to_string(Rounding rounding) { return kRoundings[static_cast<std::size_t>(rounding)]; }

void read_quantization(JsonReader& reader, Layer& layer) {
  if (reader.has("bias")) layer.bias = reader.boolean("bias");
  layer.bias_entry = read_choice<BiasEntry>(reader, "bias_entry", kBiasEntries);
  if (reader.has("input_zero_point")) {
    layer.input_zero_point = static_cast<int>(reader.integer("input_zero_point", kLowest8, kHighest8));
  }
  layer.filter_layout = read_choice<FilterLayout>(reader, "filter_layout", kFilterLayouts);
  if (layer.filter_layout != FilterLayout::oihw && !layer.depthwise()) {
    fail_value(reader, "filter_layout",
               fmt::format("\"OIHW\" unless groups ({}) is the number of channels ({})", layer.groups, layer.channels));
  }
  if (reader.has("residual_shift")) {
    layer.residual_shift = static_cast<int>(reader.integer("residual_shift", 0, kLargestResidualShift));
  }
  read_requantization(reader, layer);
}

void write_quantization(const Layer& layer, json& object) {
  json requantization = {
      {"clip", {layer.clip_min, layer.clip_max}}, {"relu", layer.relu}, {"pass", to_string(layer.requantization_pass)}};
  requantization["shift"] = layer.shifts.empty() ? json(layer.shift) : json(layer.shifts);
  if (layer.relu6) requantization["relu6"] = *layer.relu6;
  if (layer.rounding != Rounding::floor) requantization["rounding"] = to_string(layer.rounding);
  object["bias"] = layer.bias;
  object["bias_entry"] = to_string(layer.bias_entry);
  object["input_zero_point"] = layer.input_zero_point;
  object["filter_layout"] = to_string(layer.filter_layout);
  if (layer.residual_shift) object["residual_shift"] = *layer.residual_shift;
  object["requantization"] = requantization;
}

}  // namespace vtasim::compiler
