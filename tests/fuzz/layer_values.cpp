// Small layers of any kind on small configurations: every value by every mapping, as compiled without a search.

#include <nlohmann/json.hpp>

#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile.h"
#include "compiler/workload/layer_file.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/layer_checks.h"
#include "tests/fuzz/sample_hardware.h"

namespace {

using namespace vtasim;

/// A pair of rectangles, legal or not.
std::string choose_rectangles(Choices& choices, int log_block) {
  const auto side = [&] { return 1 << choices.integer(0, log_block); };
  compiler::RectanglePair pair;
  for (compiler::Rectangle* rectangle : {&pair.in, &pair.out}) {
    const int rows = side();
    const int cols = side();
    *rectangle = compiler::side_by_side(rows, cols, side());
  }
  pair.in.row_step = choices.integer(1, pair.in.rows);
  pair.in.col_step = choices.integer(1, pair.in.cols);
  return name_of(pair);
}

void check(Choices& choices) {
  const std::vector<std::string> names = compiler::mapping_names();
  const int which = choices.integer(0, static_cast<int>(names.size()) + 1);
  const isa::HardwareConfig config = choose_hardware(choices);
  const std::string rectangles = choose_rectangles(choices, config.log_block);
  const compiler::Layer chosen = choose_layer(choices);
  const compiler::Layer layer = compiler::parse_layer(to_json(chosen), "fuzzed.json");
  if (!small_layer(layer)) return;
  if (which == 0) {
    for (const std::string& name : names) check_mapping_of(layer, name, config);
  } else if (which <= static_cast<int>(names.size())) {
    check_mapping_of(layer, names[static_cast<std::size_t>(which) - 1], config);
  } else {
    check_mapping_of(layer, rectangles, config);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  accepted([&] { check(choices); });
  return 0;
}
