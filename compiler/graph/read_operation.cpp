#include "compiler/graph/read_operation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "compiler/workload/layer_file.h"
#include "compiler/workload/layer_quantization.h"
#include "compiler/workload/read_choice.h"
#include "compiler/workload/sizes.h"
#include "isa/base/json_reader.h"

namespace vtasim::compiler {
namespace {

using nlohmann::json;

using Shapes = std::vector<Shape>;

Operation read_convolution(JsonReader& reader, const Shapes& inputs) {
  Convolution convolution;
  convolution.layer = layer_on(inputs[0]);
  read_filter(reader, convolution.layer);
  return convolution;
}

Operation read_fully_connected(JsonReader& reader, const Shapes& inputs) {
  Convolution convolution;
  convolution.fully_connected = true;
  Layer& layer = convolution.layer = layer_on(inputs[0]);
  layer.out_channels = static_cast<int>(reader.integer("units", 1, kLargestSize));
  layer.kernel_h = layer.height;
  layer.kernel_w = layer.width;
  if (!can_be_indexed({layer.out_channels, layer.channels, layer.kernel_h, layer.kernel_w})) {
    fail_value(reader, "units", kIndexable);
  }
  read_quantization(reader, layer);
  return convolution;
}

/// Whether it has a shift.
bool read_requantization(JsonReader& node, Requantization& requantization) {
  if (!node.has("requantization")) return false;
  JsonReader reader(node.member("requantization"), node.where() + ": requantization");
  const bool shifts = reader.has("shift");
  if (shifts) read_shift(reader, requantization);
  read_rounding_and_clip(reader, requantization);
  reader.expect_no_more();
  return shifts;
}

Operation read_addition(JsonReader& reader, const Shapes&) {
  Addition addition;
  if (reader.has("shifts")) addition.shifts = read_list<2>(reader, "shifts", 0, kLargestResidualShift);
  read_requantization(reader, addition.requantization);
  return addition;
}

PoolWindow read_window(JsonReader& reader) {
  PoolWindow window;
  const auto kernel = read_pair(reader, "kernel", 1, kLargestSize);
  window.kernel_h = kernel[0];
  window.kernel_w = kernel[1];
  const auto stride = read_steps(reader, "stride");
  window.stride_h = stride[0];
  window.stride_w = stride[1];
  return window;
}

Operation read_max_pool(JsonReader& reader, const Shapes&) {
  MaxPool pool{read_window(reader)};
  const auto padding = read_padding(reader);
  pool.window.pad_top = padding[0];
  pool.window.pad_bottom = padding[1];
  pool.window.pad_left = padding[2];
  pool.window.pad_right = padding[3];
  return pool;
}

/// Multiplier and shift go together.
void read_mean(JsonReader& reader, AveragePool& pool) {
  const bool multiplies = reader.has("multiplier");
  if (multiplies)
    pool.multiplier = static_cast<int>(reader.integer("multiplier", 1, std::numeric_limits<std::int8_t>::max()));
  const bool shifts = read_requantization(reader, pool.requantization);
  if (multiplies && !shifts)
    reader.fail("multiplier", "needs a shift in requantization; without both the closest are taken");
  if (shifts && !multiplies) {
    reader.fail("multiplier", "is missing, where requantization has a shift; without both the closest are taken");
  }
}

Operation read_average_pool(JsonReader& reader, const Shapes&) {
  AveragePool pool;
  pool.window = read_window(reader);
  read_mean(reader, pool);
  return pool;
}

Operation read_global_average_pool(JsonReader& reader, const Shapes& inputs) {
  AveragePool pool;
  pool.global = true;
  pool.window.kernel_h = inputs[0].h;
  pool.window.kernel_w = inputs[0].w;
  read_mean(reader, pool);
  return pool;
}

Operation read_concat(JsonReader&, const Shapes&) { return Concat{}; }

Operation read_channel_shuffle(JsonReader& reader, const Shapes&) {
  return ChannelShuffle{static_cast<int>(reader.integer("groups", 1, kLargestSize))};
}

Operation read_channel_slice(JsonReader& reader, const Shapes& inputs) {
  ChannelSlice slice;
  const int channels = inputs[0].c;
  slice.first = static_cast<int>(reader.integer("first", 0, channels - 1));
  slice.channels = static_cast<int>(reader.integer("channels", 1, channels - slice.first));
  return slice;
}

Operation read_host(JsonReader& reader, const Shapes&) {
  reader.member("what");  // There is no usual one.
  HostOperation host;
  host.what = read_choice<HostWork>(reader, "what", kHostWorks);
  const auto shape = read_shape(reader, "shape");
  host.shape = {shape[0], shape[1], shape[2], shape[3]};
  return host;
}

struct Op {
  const char* name;
  std::size_t least_inputs;
  std::size_t most_inputs;
  Operation (*read)(JsonReader& reader, const Shapes& inputs);
};

constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

constexpr Op kOps[] = {
    {"conv", 1, 1, read_convolution},
    {"fully_connected", 1, 1, read_fully_connected},
    {"add", 2, 2, read_addition},
    {"max_pool", 1, 1, read_max_pool},
    {"average_pool", 1, 1, read_average_pool},
    {"global_average_pool", 1, 1, read_global_average_pool},
    {"concat", 2, kAnyNumber, read_concat},
    {"channel_shuffle", 1, 1, read_channel_shuffle},
    {"channel_slice", 1, 1, read_channel_slice},
    {"host", 1, 1, read_host},
};

const Op& op_of(JsonReader& reader) {
  if (!reader.has("op")) return kOps[0];
  const json& name = reader.member("op");
  const auto* const op =
      std::find_if(std::begin(kOps), std::end(kOps), [&](const Op& known) { return name == known.name; });
  if (op != std::end(kOps)) return *op;
  std::vector<const char*> names;
  for (const Op& known : kOps) names.push_back(known.name);
  fail_value(reader, "op", fmt::format("one of {}", fmt::join(names, ", ")));
}

}  // namespace

Operation read_operation(JsonReader& reader, const std::vector<Shape>& inputs) {
  const Op& op = op_of(reader);
  if (inputs.size() < op.least_inputs || inputs.size() > op.most_inputs) {
    const std::string takes =
        fmt::format("{} takes {}{}", op.name, op.least_inputs, op.most_inputs == kAnyNumber ? " and more" : "");
    reader.fail("inputs", reader.has("inputs") ? fmt::format("has {} names; {}", inputs.size(), takes)
                                               : fmt::format("is missing; {}", takes));
  }
  return op.read(reader, inputs);
}

}  // namespace vtasim::compiler
