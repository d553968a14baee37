#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/search/window_candidates.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

/// check_compiled(); nothing is wrong where a bias is refused because spare lanes do not reach that far, or a mapping
/// because acc does not hold what one vector takes.
std::string check_fitting(const Layer& layer, const std::string& mapping, const isa::HardwareConfig& config) {
  const bool lane = layer.bias_entry == BiasEntry::lane && layer.has_bias();
  const bool product = layer.bias_entry == BiasEntry::product && layer.has_bias();
  RC_TAG(mapping.substr(0, mapping.find(' ')) + (lane ? ", lane" : product ? ", product" : ""));
  try {
    return check_compiled(layer, mapping, config);
  } catch (const Error& error) {
    const std::string what = error.what();
    const bool refused = (lane && what.find("does not fit the") != std::string::npos) ||
                         (product && what.find("do not reach the bias") != std::string::npos) ||
                         what.find("acc entries at least") != std::string::npos;
    return refused ? "" : what;
  }
}

}  // namespace

TEST_CASE("any layer computes the reference in every mapping that takes it") {
  rc::prop("random layers and configurations", [] {
    Layer layer = random_layer();
    if (random_number(0, 2) == 0) layer.residual_shift = random_number(0, 6);
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const std::string& mapping : mapping_names()) {
      if (!applicable(mapping, layer, config)) continue;
      RC_LOG() << mapping << '\n';
      RC_ASSERT(check_fitting(layer, mapping, config) == "");
    }
  });
}

TEST_CASE("any layer computes the reference in any rectangles that take it") {
  rc::prop("random layers, configurations and rectangles", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    const auto side = [&] { return 1 << random_number(0, config.log_block); };
    RectanglePair pair{side_by_side(side(), side(), side()), side_by_side(side(), side(), side())};
    pair.in.row_step = random_number(1, pair.in.rows);
    pair.in.col_step = random_number(1, pair.in.cols);
    const std::string name = name_of(pair);
    RC_PRE(parse_rectangles(name, config.block).has_value());
    RC_LOG() << name << '\n';
    // Vectors that an out vector's steps do not divide are joined, until they do not fit acc.
    const bool fits =
        applicable(name, layer, config) && make_mapping(name, layer, config).nest.vectors_per_position <= 32;
    RC_PRE(fits);
    RC_ASSERT(check_fitting(layer, name, config) == "");
  });
}

TEST_CASE("any layer computes the reference in any windows that take it") {
  rc::prop("random layers, configurations and windows", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    Windows windows;
    windows.channels = random_number(1, layer.channels / layer.groups);
    windows.rows = random_number(1, std::max(1, 2 * config.block / windows.channels));
    windows.cols = random_number(1, std::max(1, 2 * config.block / windows.channels / windows.rows));
    const auto steps = [](int most) {
      std::vector<int> of_round;
      for (int left = random_number(1, 3); left > 0; --left) of_round.push_back(random_number(1, most));
      return of_round;
    };
    windows.row_steps = steps(std::max(windows.rows, layer.stride_h));
    windows.col_steps = steps(std::max(windows.cols, layer.stride_w));
    if (random_number(0, 1) == 0) {
      const int rows = random_number(1, config.block);
      windows.deal = WindowDeal{random_number(0, 1) == 0 ? WindowDeal::Kind::parts : WindowDeal::Kind::runs, rows,
                                random_number(1, config.block / rows)};
    }
    const std::string name = name_of(windows);
    RC_LOG() << name << '\n';
    RC_ASSERT(name_of(*parse_windows(name)) == name);
    RC_PRE(applicable(name, layer, config));
    RC_ASSERT(check_fitting(layer, name, config) == "");
  });
}

TEST_CASE("the best windows compute the reference") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const RankedMapping& candidate : window_candidates(layer, config, 4, 2)) {
      RC_LOG() << candidate.mapping.name << '\n';
      RC_ASSERT(check_fitting(layer, candidate.mapping.name, config) == "");
    }
  });
}

TEST_CASE("the best rectangles compute the reference") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const RankedMapping& candidate : rectangle_candidates(layer, config, 4, 2)) {
      RC_LOG() << candidate.mapping.name << '\n';
      RC_ASSERT(check_fitting(layer, candidate.mapping.name, config) == "");
    }
  });
}

}  // namespace vtasim::compiler
