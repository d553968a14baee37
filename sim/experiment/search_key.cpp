#include "sim/experiment/search_key.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/bias_lanes.h"
#include "compiler/epilogue/requantization.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/hash.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/hardware_in_file.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

json contents_of(const compiler::Layer& layer) {
  json contents = to_json(layer);
  contents.erase("name");
  contents.erase("filter_layout");  // Who packs the filter reads it otherwise; the program is the same.
  return contents;
}

json contents_of(const std::vector<compiler::AluPass>& passes) {
  json contents = json::array();
  for (const compiler::AluPass& pass : passes) {
    contents.push_back({static_cast<int>(pass.op), pass.immediate, pass.by_channel, pass.stored_digits});
  }
  return contents;
}

/// The lanes that it takes to hold digits of all these biases: all that a search asks of their values, by
/// bias_fits_lanes() and bias_fits_product(). Null without a bias; of one that no mapping has lanes for, one more than
/// any has.
json lanes_of(const std::vector<std::int32_t>& bias) {
  constexpr std::size_t kMostLanes = 65536;
  if (bias.empty()) return nullptr;
  const auto [least, most] = std::minmax_element(bias.begin(), bias.end());
  // More lanes reach further, and what lies between two biases that are reached is reached, too.
  const auto fit = [least = *least, most = *most](std::size_t lanes) {
    return compiler::bias_fits(least, lanes) && compiler::bias_fits(most, lanes);
  };
  std::size_t low = 1;
  std::size_t high = kMostLanes + 1;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (fit(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

SearchData make_search_data(const compiler::Layer& layer, const compiler::LayerTensors& tensors) {
  return {layer, folded_bias(layer, tensors), requantization_passes(layer, tensors)};
}

SearchData make_search_data(const compiler::Layer& layer, std::uint64_t seed) {
  return make_search_data(layer, random_filter(layer, seed));  // No input decides.
}

std::string search_key(const SearchData& data, const std::string& mapping, const isa::HardwareConfig& config,
                       compiler::SearchEffort effort) {
  return json_text(json{{"layer", contents_of(data.layer)},
                        {"bias_lanes", lanes_of(data.bias)},
                        {"passes", contents_of(data.passes)},
                        {"hardware", contents_of(config)},
                        {"mapping", mapping},
                        {"search", to_string(effort)}});
}

std::string search_key(const PairSearchData& data, const std::string& mapping, const isa::HardwareConfig& config,
                       compiler::SearchEffort effort) {
  // A bias enters by the ALU or as the layers say, so that no value of it decides.
  return json_text(json{{"depthwise", contents_of(data.pair.depthwise)},
                        {"depthwise_passes", contents_of(data.depthwise.passes)},
                        {"pointwise", contents_of(data.pair.pointwise)},
                        {"pointwise_passes", contents_of(data.pointwise.passes)},
                        {"hardware", contents_of(config)},
                        {"mapping", mapping},
                        {"search", to_string(effort)}});
}

std::string search_key(const compiler::MappedOperation& operation, const isa::HardwareConfig& config,
                       compiler::SearchEffort effort) {
  return json_text(json{{"operation", operation.mapping.name},
                        {"layer", contents_of(operation.layer)},
                        {"passes", contents_of(operation.passes)},
                        {"hardware", contents_of(config)},
                        {"search", to_string(effort)}});
}

std::string search_key(const compiler::VectorGather& gather, const isa::HardwareConfig& config) {
  const auto bytes_of = [](const auto& numbers) {
    return std::string_view(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(numbers.front()));
  };
  return json_text(json{{"gather", hash_of(bytes_of(gather.bytes))},
                        {"pixels", hash_of(bytes_of(gather.pixels))},
                        {"inputs", gather.input_bytes},
                        {"hardware", contents_of(config)}});
}

}  // namespace vtasim::experiment
