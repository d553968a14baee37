// What the search makes of very small layers, by one mapping or by all of them: every value, and no cycles below the
// bound; and the same program when it is taken from a store.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/mappings/registry.h"
#include "compiler/workload/layer_file.h"
#include "sim/experiment/layer_run.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/layer_checks.h"
#include "tests/fuzz/sample_hardware.h"

namespace {

using namespace vtasim;

void check(Choices& choices) {
  std::vector<std::string> names = compiler::mapping_names();
  names.emplace_back(experiment::kAutoMapping);
  const std::string mapping = names[static_cast<std::size_t>(choices.number(0, static_cast<int>(names.size()) - 1))];
  const isa::HardwareConfig config = choose_hardware(choices);
  const compiler::Layer layer = compiler::parse_layer(to_json(choose_layer(choices)), "fuzzed.json");
  constexpr std::int64_t kMostMacs = 4'000;  // Hundreds of programs are simulated.
  if (!small_layer(layer) || layer.macs() > kMostMacs) return;
  const experiment::MappingRequest request = experiment::request_mapping(mapping, layer, config);
  if (!request.error.empty()) return;
  const experiment::LayerData data = experiment::make_layer_data(layer, 1);
  experiment::SearchStore store;
  const experiment::LayerRun run =
      run_layer({fuzzed_machine(), store}, data, request, config, compiler::SearchEffort::quick, [](int) {});
  if (!run.row.error.empty()) return;
  const auto what = [&] {
    return fmt::format("mapping {}: layer {}, hardware {}: ", run.row.mapping, to_json(run.row.layer).dump(),
                       to_json(config).dump());
  };
  require(run.row.problem.empty(), what() + run.row.problem);
  require(run.row.record.cycles >= run.row.stats.bound(), what() + "the cycles are below the bound");
  require(run.row.record.cycles == run.row.search.cycles, what() + "the search had other cycles");

  // Now the store has it.
  const auto never = [&](int) { require(false, what() + "what the store has is searched for again"); };
  const experiment::LayerRun again =
      run_layer({fuzzed_machine(), store}, data, request, config, compiler::SearchEffort::quick, never);
  require(again.compiled && again.row.mapping == run.row.mapping, what() + "the store has another mapping");
  require(again.compiled->program.image() == run.compiled->program.image(), what() + "the store has another program");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  accepted([&] { check(choices); });
  return 0;
}
