#include "compiler/workload/layer_quantization.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"
#include "isa/base/split_mix.h"

namespace vtasim::compiler {
namespace {

using nlohmann::json;

constexpr int kLargestShift = 31;
constexpr int kLowest8 = -128;
constexpr int kHighest8 = 127;

constexpr const char* kBiasEntries[] = {"auto", "alu", "load", "lane", "product"};
constexpr const char* kPasses[] = {"fused", "separate"};
constexpr const char* kFilterLayouts[] = {"OIHW", "HWC", "CHWc16"};

[[noreturn]] void fail(JsonReader& reader, const char* key, const std::string& legal) {
  reader.fail(key, fmt::format("is {}; it must be {}", shown(reader.member(key)), legal));
}

/// The enumerator whose name stands under `key`; the first where there is none.
template <typename Enum, std::size_t n>
Enum choice(JsonReader& reader, const char* key, const char* const (&names)[n]) {
  if (!reader.has(key)) return Enum{};
  const json& value = reader.member(key);
  std::string known;
  for (std::size_t i = 0; i < n; ++i) {
    if (value == names[i]) return static_cast<Enum>(i);
    known += fmt::format("{}\"{}\"", i == 0 ? "" : i + 1 == n ? " or " : ", ", names[i]);
  }
  fail(reader, key, known);
}

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

void read_shift(JsonReader& reader, Layer& layer) {
  if (!reader.has("shift")) return;
  const json& value = reader.member("shift");
  if (value.is_object()) {
    JsonReader range(value, reader.where() + ": shift");
    layer.shifts = random_shifts(range, layer.out_channels);
    return;
  }
  if (!value.is_array()) {
    layer.shift = static_cast<int>(reader.integer("shift", 0, kLargestShift));
    return;
  }
  if (value.size() != static_cast<std::size_t>(layer.out_channels)) {
    reader.fail("shift", fmt::format("has {} numbers; it must have {}, one for each output channel", value.size(),
                                     layer.out_channels));
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string what = fmt::format("{}: shift[{}]", reader.where(), i);
    layer.shifts.push_back(static_cast<int>(checked_integer(value[i], 0, kLargestShift, what)));
  }
}

void read_clip(JsonReader& reader, Layer& layer) {
  if (reader.has("relu")) layer.relu = reader.boolean("relu");
  if (reader.has("relu6")) layer.relu6 = static_cast<int>(reader.integer("relu6", 0, kHighest8));
  if (!reader.has("clip")) return;
  const json& value = reader.member("clip");
  if (!value.is_array() || value.size() != 2) fail(reader, "clip", "a list of 2 integers");
  const auto limit = [&](std::size_t i) {
    return static_cast<int>(
        checked_integer(value[i], kLowest8, kHighest8, fmt::format("{}: clip[{}]", reader.where(), i)));
  };
  layer.clip_min = limit(0);
  layer.clip_max = limit(1);
  if (layer.clip_min > layer.clip_max) fail(reader, "clip", "[lo, hi] with lo <= hi");
  if (layer.low_clip() > layer.high_clip()) {
    fail(reader, "clip",
         layer.relu6 && layer.clip_min > *layer.relu6
             ? fmt::format("[lo, hi] with lo not above relu6, {}", *layer.relu6)
             : fmt::format("[lo, hi] with hi not below lo and, with {}, not below 0", layer.relu ? "relu" : "relu6"));
  }
}

void read_requantization(JsonReader& layer_reader, Layer& layer) {
  if (!layer_reader.has("requantization")) return;
  JsonReader reader(layer_reader.member("requantization"), layer_reader.where() + ": requantization");
  read_shift(reader, layer);
  read_clip(reader, layer);
  layer.requantization_pass = choice<RequantizationPass>(reader, "pass", kPasses);
  reader.expect_no_more();
}

}  // namespace

std::string_view to_string(BiasEntry entry) { return kBiasEntries[static_cast<std::size_t>(entry)]; }

std::string_view to_string(RequantizationPass pass) { return kPasses[static_cast<std::size_t>(pass)]; }

std::string_view to_string(FilterLayout layout) { return kFilterLayouts[static_cast<std::size_t>(layout)]; }

void read_quantization(JsonReader& reader, Layer& layer) {
  if (reader.has("bias")) layer.bias = reader.boolean("bias");
  layer.bias_entry = choice<BiasEntry>(reader, "bias_entry", kBiasEntries);
  if (reader.has("input_zero_point")) {
    layer.input_zero_point = static_cast<int>(reader.integer("input_zero_point", kLowest8, kHighest8));
  }
  layer.filter_layout = choice<FilterLayout>(reader, "filter_layout", kFilterLayouts);
  if (layer.filter_layout != FilterLayout::oihw && !layer.depthwise()) {
    fail(reader, "filter_layout",
         fmt::format("\"OIHW\" unless groups ({}) is the number of channels ({})", layer.groups, layer.channels));
  }
  read_requantization(reader, layer);
}

void write_quantization(const Layer& layer, json& object) {
  json requantization = {
      {"clip", {layer.clip_min, layer.clip_max}}, {"relu", layer.relu}, {"pass", to_string(layer.requantization_pass)}};
  requantization["shift"] = layer.shifts.empty() ? json(layer.shift) : json(layer.shifts);
  if (layer.relu6) requantization["relu6"] = *layer.relu6;
  object["bias"] = layer.bias;
  object["bias_entry"] = to_string(layer.bias_entry);
  object["input_zero_point"] = layer.input_zero_point;
  object["filter_layout"] = to_string(layer.filter_layout);
  object["requantization"] = requantization;
}

}  // namespace vtasim::compiler
