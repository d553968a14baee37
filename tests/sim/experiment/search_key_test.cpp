#include "sim/experiment/search_key.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "compiler/mappings/registry.h"
#include "sample_searches.h"
#include "sim/experiment/fused_search.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/search_json.h"

namespace vtasim::experiment {
namespace {

constexpr auto kQuick = compiler::SearchEffort::quick;

const isa::HardwareConfig& board() {
  static const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  return config;
}

std::string key_of(const SearchData& data) { return search_key(data, "diagonal", board(), kQuick); }

}  // namespace

TEST_CASE("names do not decide what a search comes to, all else of layer and configuration does") {
  const compiler::Layer layer = compiler::depthwise_layer(32, 14, 14, 3, 1);
  const SearchData data = make_search_data(layer, 1);
  isa::HardwareConfig renamed = board();
  renamed.name = "other";
  compiler::Layer named = layer;
  named.name = "other";
  named.filter_layout = compiler::FilterLayout::hwc;
  CHECK(search_key(make_search_data(named, 1), "diagonal", renamed, kQuick) == key_of(data));

  std::set<std::string> keys = {key_of(data)};
  const auto is_new = [&](const std::string& key) { return keys.insert(key).second; };
  CHECK(is_new(search_key(data, "banded", board(), kQuick)));
  CHECK(is_new(search_key(data, kAutoMapping, board(), kQuick)));
  CHECK(is_new(search_key(data, "diagonal", board(), compiler::SearchEffort::full)));
  isa::HardwareConfig slower = board();
  slower.memory_delay = 20;
  CHECK(is_new(search_key(data, "diagonal", slower, kQuick)));
  const auto changed = [&](int compiler::Layer::*member, int value) {
    SearchData other = data;
    other.layer.*member = value;
    return is_new(key_of(other));
  };
  CHECK(changed(&compiler::Layer::height, 15));
  CHECK(changed(&compiler::Layer::pad_left, 0));
  CHECK(changed(&compiler::Layer::stride_w, 2));
  CHECK(changed(&compiler::Layer::dilation_h, 2));
  CHECK(changed(&compiler::Layer::input_zero_point, 5));
  CHECK(changed(&compiler::Layer::shift, 5));
  SearchData other = data;
  other.layer.residual_shift = 0;
  CHECK(is_new(key_of(other)));
  other = data;
  other.layer.bias_entry = compiler::BiasEntry::load;
  CHECK(is_new(key_of(other)));
  other = data;
  other.layer.rounding = compiler::Rounding::half_up;
  CHECK(is_new(key_of(other)));
  other = data;
  other.passes.pop_back();
  CHECK(is_new(key_of(other)));
}

TEST_CASE("of a bias the lanes that its digits take decide") {
  SearchData data = make_search_data(compiler::depthwise_layer(16, 8, 8, 3), 1);
  const auto key_with = [&](std::vector<std::int32_t> bias) {
    data.bias = std::move(bias);
    return key_of(data);
  };
  CHECK(key_with({0, 0}) == key_with({-128, 127}));
  CHECK(key_with({128, 0}) != key_with({127, 0}));
  CHECK(key_with({-129, 0}) != key_with({-128, 0}));
  CHECK(key_with({128, 0}) == key_with({-129, 5000}));
  CHECK(key_with({100'000, 0}) != key_with({100, 0}));
  CHECK(key_with({}) != key_with({0}));
  CHECK_NOTHROW(key_with({std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}));
}

TEST_CASE("data of one key have one result, by any mapping") {
  std::size_t same = 0;
  for (const compiler::Layer& layer : sample_layers()) {
    const SearchData one = make_search_data(layer, 1);
    for (const std::uint64_t seed : {2U, 3U, 4U}) {
      const SearchData two = make_search_data(layer, seed);
      if (layer.bias) CHECK(one.bias != two.bias);
      if (key_of(one) != key_of(two)) continue;
      for (const char* name : {"diagonal", "swapped", "im2col", "direct", kAutoMapping}) {
        const MappingRequest request = request_mapping(name, layer, board());
        if (!request.error.empty()) continue;
        EmptyLaboratory first;
        EmptyLaboratory second;
        CHECK(to_json(search_layer(first.laboratory, one, request, board(), kQuick, ignore)) ==
              to_json(search_layer(second.laboratory, two, request, board(), kQuick, ignore)));
        ++same;
      }
    }
  }
  CHECK(same > 10);
}

TEST_CASE("layers of one shape have one key in a run") {
  compiler::Layer first = compiler::depthwise_layer(32, 14, 14, 3, 1);
  compiler::Layer second = first;
  first.name = "dw7";
  second.name = "dw8";
  CHECK(key_of(make_search_data(first, 5)) == key_of(make_search_data(second, 5)));
  compiler::LayerPair pair = sample_pair();
  const std::string key = search_key(make_pair_search_data(pair, 1), "diagonal", board(), kQuick);
  pair.depthwise.name = pair.pointwise.name = "other";
  CHECK(search_key(make_pair_search_data(pair, 1), "diagonal", board(), kQuick) == key);
  pair.pointwise.out_channels = 48;
  CHECK(search_key(make_pair_search_data(pair, 1), "diagonal", board(), kQuick) != key);
}

}  // namespace vtasim::experiment
