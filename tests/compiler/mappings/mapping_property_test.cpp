#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/packing.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/search/window_candidates.h"
#include "compiler/workload/layer_file.h"
#include "tests/compiler/support/fitting_run.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
TEST_CASE("any layer computes the reference in every mapping that takes it") {
  rc::prop("random layers and configurations", [] {
    Layer layer = random_layer();
    if (random_number(0, 2) == 0) layer.residual_shift = random_number(0, 6);
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const std::string& mapping : mapping_names()) {
      if (!applicable(mapping, layer, config)) continue;
      RC_LOG() << mapping << '\n';
      RC_ASSERT(check_fitting(layer, make_mapping(mapping, layer, config), config) == "");
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
    RC_ASSERT(check_fitting(layer, make_mapping(name, layer, config), config) == "");
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
    RC_ASSERT(check_fitting(layer, make_mapping(name, layer, config), config) == "");
  });
}

TEST_CASE("any layer computes the reference in any aligned windows that take it") {
  rc::prop("random layers, configurations and windows", [] {
    Layer layer = random_layer();
    layer.dilation_h = layer.dilation_w = 1;
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    Windows windows;
    windows.aligned = true;
    windows.rows = layer.stride_h * random_number(1, std::max(1, 6 / layer.stride_h));
    windows.cols = layer.stride_w * random_number(1, std::max(1, 6 / layer.stride_w));
    windows.row_steps = {windows.rows};
    windows.col_steps = {windows.cols};
    if (random_number(0, 1) == 0) {
      const int rows = random_number(1, config.block);
      windows.deal = WindowDeal{random_number(0, 3) == 0 ? WindowDeal::Kind::runs : WindowDeal::Kind::parts, rows,
                                random_number(1, config.block / rows)};
    }
    const std::string name = name_of(windows);
    RC_LOG() << name << '\n';
    RC_PRE(applicable(name, layer, config));
    RC_ASSERT(check_fitting(layer, make_mapping(name, layer, config), config) == "");
  });
}

TEST_CASE("any pointwise layer of whole vectors of pixels computes the reference exchanged") {
  rc::prop("random layers and configurations", [] {
    Layer layer;
    layer.name = "random";
    layer.batch = random_number(1, 2);
    const isa::HardwareConfig config = random_configuration();
    layer.channels = config.block + random_number(0, 40);
    layer.out_channels = random_number(1, 40);
    layer.height = random_number(1, 4) * (config.block >= 16 ? 4 : 2);
    layer.width = random_number(1, 9) * config.block / (config.block >= 16 ? 4 : 2);
    layer.kernel_h = layer.kernel_w = 1;
    choose_quantization(layer);
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    RC_PRE(applicable("exchanged", layer, config));  // Not where a bias is to enter by lanes, and none is spare.
    RC_ASSERT(check_fitting(layer, make_mapping("exchanged", layer, config), config) == "");
    if (!applicable("direct", layer, config)) return;  // A bias may enter by products.
    const Mapping mapping = make_mapping("exchanged", layer, config);
    const Mapping direct = make_mapping("direct", layer, config);
    if (mapping.host_packed || direct.host_packed) return;
    const Tensor8 input = random_tensors(layer, 1).input;
    RC_ASSERT(pack_activation(layer, mapping, config, input) == pack_activation(layer, direct, config, input));
  });
}

TEST_CASE("the best windows compute the reference") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const RankedMapping& candidate : window_candidates(layer, config, 4, 2)) {
      RC_LOG() << candidate.mapping.name << '\n';
      RC_ASSERT(check_fitting(layer, make_mapping(candidate.mapping.name, layer, config), config) == "");
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
      RC_ASSERT(check_fitting(layer, make_mapping(candidate.mapping.name, layer, config), config) == "");
    }
  });
}

}  // namespace vtasim::compiler
