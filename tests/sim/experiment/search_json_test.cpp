#include "sim/experiment/search_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sample_searches.h"
#include "sim/experiment/fused_search.h"
#include "sim/experiment/layer_search.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

constexpr auto kQuick = compiler::SearchEffort::quick;

json as_read(const json& object) { return json::parse(json_text(object)); }

void check_same(const isa::Program& a, const isa::Program& b) {
  CHECK(a.name == b.name);
  CHECK(a.insn_count == b.insn_count);
  CHECK(a.dram_bytes == b.dram_bytes);
  REQUIRE(a.regions.size() == b.regions.size());
  for (std::size_t r = 0; r < a.regions.size(); ++r) {
    CHECK(a.regions[r].address == b.regions[r].address);
    CHECK(a.regions[r].bytes == b.regions[r].bytes);
  }
}

isa::Program program_of(const SearchData& data, const compiler::MappingChoice& choice,
                        const isa::HardwareConfig& config) {
  const compiler::Tiling tiling = tiling_of(choice.mapping.nest, choice.search.plan);
  return build_program(with_bias_entry(data.layer, choice.bias_entry), choice.mapping, tiling, data.passes, config)
      .program;
}

/// `object` with one thing wrong at a time: keys gone, new ones, other types, numbers out of range, at any depth.
std::vector<json> damaged(const json& object) {
  std::vector<json> all;
  for (const auto& [key, value] : object.items()) {
    json gone = object;
    gone.erase(key);
    all.push_back(gone);
    const json large = std::int64_t{1} << 40;
    for (const json& other : {json(nullptr), json("x"), json(-1), json(1e300), large, json({1})}) {
      if (key == "cycles" && other == large) continue;  // As many as can be.
      json changed = object;
      changed[key] = other;
      all.push_back(changed);
    }
    if (value.is_object()) {
      for (const json& inner : damaged(value)) {
        json changed = object;
        changed[key] = inner;
        all.push_back(changed);
      }
    }
  }
  json more = object;
  more["more"] = 1;
  all.push_back(more);
  return all;
}

}  // namespace

TEST_CASE("a choice that was written and read gives the same program") {
  std::size_t choices = 0;
  for (const compiler::Layer& layer : sample_layers()) {
    for (const isa::HardwareConfig& config : sample_hardware()) {
      const SearchData data = make_search_data(layer, 1);
      std::vector<std::string> names = compiler::mapping_names();
      names.insert(names.end(), {kAutoMapping, "in 2x2x4 out 2x2x4", "swapped 4x4 step 2x2"});
      for (const std::string& name : names) {
        const MappingRequest request = request_mapping(name, layer, config);
        if (!request.error.empty()) continue;
        EmptyLaboratory empty;
        try {
          const compiler::MappingChoice found = search_layer(empty.laboratory, data, request, config, kQuick, ignore);
          const compiler::MappingChoice read = read_choice(as_read(to_json(found)), request, data, config);
          INFO(found.mapping.name << " on " << config.name);
          CHECK(read.mapping.name == found.mapping.name);
          CHECK(read.bias_entry == found.bias_entry);
          CHECK(read.search.plan.choices() == found.search.plan.choices());
          CHECK(read.search.cycles == found.search.cycles);
          CHECK(read.search.considered == found.search.considered);
          CHECK(read.search.simulated == found.search.simulated);
          CHECK(read.mappings_skipped == found.mappings_skipped);
          check_same(program_of(data, read, config), program_of(data, found, config));
          ++choices;
        } catch (const compiler::Refused&) {
          continue;
        }
      }
    }
  }
  CHECK(choices > 60);
}

TEST_CASE("a damaged choice is an error, whatever is wrong with it") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const SearchData data = make_search_data(sample_layers()[0], 1);
  EmptyLaboratory empty;
  const json whole = to_json(search_layer(empty.laboratory, data, request_any(), config, kQuick, ignore));
  CHECK_NOTHROW(read_choice(whole, request_any(), data, config));
  const std::vector<json> broken = damaged(whole);
  CHECK(broken.size() > 100);
  for (const json& object : broken) {
    INFO(object.dump());
    CHECK_THROWS_AS(read_choice(object, request_any(), data, config), Error);
  }
  CHECK_THROWS_AS(read_choice(json::array(), request_any(), data, config), Error);
  CHECK_THROWS_AS(read_choice(whole, request_mapping("banded", data.layer, config), data, config), Error);
  // Of another layer.
  json large = whole;
  large["plan"]["rows"] = 15;
  CHECK_THROWS_AS(read_choice(large, request_any(), data, config), Error);
  SearchData by_lane = data;
  by_lane.layer.bias_entry = compiler::BiasEntry::load;
  CHECK_THROWS_AS(read_choice(whole, request_any(), by_lane, config), Error);
}

TEST_CASE("a choice for a pair that was written and read gives the same program") {
  const PairSearchData data = make_pair_search_data(sample_pair(), 1);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  std::size_t transposed = 0;
  std::size_t plain = 0;
  for (const PairRequest& request : fused_requests(data, config, kQuick)) {
    if (!request.mapping) continue;
    const compiler::PairMapping& mapping = *request.mapping;
    EmptyLaboratory empty;
    const PairChoice found = search_fused(empty.laboratory, data, request, config, kQuick, ignore);
    const json whole = as_read(to_json(found));
    // The mapping too is made again from its name.
    const PairRequest again = request_pair(read_mapping(whole), data.pair, config);
    const PairChoice read = read_pair_choice(whole, again, data, config);
    CHECK(read.mapping == found.mapping);
    CHECK(read.search.plan.choices() == found.search.plan.choices());
    CHECK(read.search.cycles == found.search.cycles);
    CHECK(read.search.simulated == found.search.simulated);
    check_same(build_pair_program(*again.mapping, read.search.plan, passes_of(data), config).program,
               build_pair_program(mapping, found.search.plan, passes_of(data), config).program);
    (mapping.transposition ? transposed : plain) += 1;
    if (transposed + plain > 1) continue;
    for (const json& object : damaged(whole)) {
      INFO(object.dump());
      CHECK_THROWS_AS(read_pair_choice(object, request, data, config), Error);
    }
  }
  CHECK(transposed > 0);
  CHECK(plain > 0);
}

}  // namespace vtasim::experiment
