// Layer files: JSON that is refused or read; what was read can be written and read again, and where it is small, every
// mapping computes its values.

#include "compiler/workload/layer_file.h"

#include <nlohmann/json.hpp>

#include "compiler/mappings/registry.h"
#include "compiler/program/compile.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/layer_checks.h"
#include "tests/fuzz/sample_hardware.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vtasim;
  compiler::Layer layer;
  if (!accepted([&] { layer = compiler::parse_layer(parse_json(text_of(data, size), "fuzzed.json"), "fuzzed.json"); }))
    return 0;
  const nlohmann::json written = to_json(layer);
  const bool again = accepted([&] {
    require(to_json(compiler::parse_layer(written, "fuzzed.json")) == written,
            "a layer that is written and read has changed");
  });
  require(again, "a layer that is written cannot be read");
  if (!small_layer(layer)) return 0;
  static const isa::HardwareConfig config = [] {
    isa::HardwareConfig with_mul = configuration(4, 64, {});
    with_mul.alu_mul = true;
    return with_mul;
  }();
  for (const std::string& mapping : compiler::mapping_names()) check_mapping_of(layer, mapping, config);
  return 0;
}
