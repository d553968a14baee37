#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "compiler/mappings/mapping.h"
#include "compiler/network.h"
#include "isa/error.h"
#include "isa/files.h"
#include "sim/app/arguments.h"
#include "sim/app/commands.h"
#include "sim/app/emit.h"
#include "sim/app/messages.h"
#include "sim/app/progress.h"
#include "sim/machine/machine.h"
#include "sim/report/comparison.h"
#include "sim/report/layer_run.h"
#include "sim/report/text.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64,b16-bus128,b16-bus256,b16-bus512 --mapping swapped
  vtasim compare mobilenet-v1 --layer 'dw*,pw1' --hardware b16-bus64 --mapping auto
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64 --requantization fused,separate
  vtasim compare ./layer.json --hardware ./vta_config.json --json result.json --emit programs

Columns:
  cycles            from launch to FINISH
  utilization       useful multiply-adds / (block^2 x cycles)
  GEMM issue        cycles that issue a GEMM operation / cycles
  lane efficiency   useful multiply-adds / (block^2 x GEMM operations that are no reset)
  ALU cycles        cycles that issue to the ALU: 1 a vector with an immediate, 2 with a register
  DRAM bytes        on the bus, instructions and micro-ops included
  bytes packed      what the host writes to lay out activations for the mapping; 0: they lie so already
  lower bound       the largest of compute, bus and store cycles that the mapping's operations need
  verified          every output value is the reference convolution's

Each row is the best program that a search by simulated cycles found for the mapping; --mapping auto shows the best of all
mappings. The second table is the host's model: seconds are cycles / the accelerator's clock; no cycle count has anything
of it in it. "On the host" is the layer computed there, at the model's multiply-adds a second.

Exit status: 0 when every row finished and is verified; 1 when one is not, when a mapping named by --mapping has no
program for a layer, or when no mapping has one; 2 for bad input: then nothing is run or written.)";

struct Options : ComparisonOptions {
  std::string layer;
  std::vector<std::string> requantization;  ///< Names of passes; none: the layer's.
  bool breakdown = false;
};

/// The mappings to show of a layer: those asked for, or all that take it; `auto`, which says why there are none, where
/// none does.
std::vector<std::string> mappings_of(const Layer& layer, const HardwareConfig& config, const Options& options) {
  if (!options.mappings.empty()) return options.mappings;
  std::vector<std::string> names;
  for (const std::string& name : mapping_names()) {
    if (applicable(name, layer, config)) names.push_back(name);
  }
  if (names.empty()) names.emplace_back(kAutoMapping);
  return names;
}

/// One line that says what is wrong with a row; empty where nothing is.
std::string complaint(const ComparisonRow& row, bool must_compile) {
  const std::string name = fmt::format("{}, {} on {}", row.layer.name, row.mapping, row.hardware.name);
  if (!row.error.empty()) return must_compile ? fmt::format("{}: {}", name, row.error) : "";
  if (!row.record.finished) return fmt::format("{} did not finish: {}", name, row.problem);
  return row.verified ? "" : fmt::format("{} is wrong: {}", name, row.problem);
}

/// A layer's data in all ways to requantize it that are to be shown.
std::vector<LayerData> data_of(const Layer& layer, const Options& options) {
  std::vector<LayerData> all = {make_layer_data(layer, options.seed)};
  if (options.requantization.empty()) return all;
  const LayerData data = std::move(all.front());
  all.clear();
  for (const std::string& name : options.requantization) {
    const bool fused = name == to_string(RequantizationPass::fused);
    all.push_back(with_requantization(data, fused ? RequantizationPass::fused : RequantizationPass::separate));
  }
  return all;
}

/// Rows of all layers, configurations, mappings and ways to requantize, in that order.
std::vector<ComparisonRow> run_rows(const std::vector<Layer>& layers, const std::vector<HardwareConfig>& configs,
                                    const Options& options) {
  const SearchEffort effort = effort_of(options.search);
  std::vector<ComparisonRow> rows;
  Machine machine;
  Progress progress;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::vector<LayerData> ways = data_of(layers[l], options);
    for (const HardwareConfig& config : configs) {
      for (const std::string& mapping : mappings_of(layers[l], config, options)) {
        const auto show = [&](int simulated) {
          progress.show(fmt::format("layer {} of {}: {}, {} on {}: {} simulated", l + 1, layers.size(), layers[l].name,
                                    mapping, config.name, counted(simulated, "program")));
        };
        for (const LayerData& data : ways) {
          LayerRun run = run_layer(machine, data, mapping, config, effort, show);
          if (run.compiled && !options.emit_directory.empty()) {
            emit(case_of(run.compiled->program, run.compiled->expected), options.emit_directory);
          }
          rows.push_back(std::move(run.row));
        }
      }
    }
  }
  return rows;
}

ExitCode compare(const Options& options) {
  Network network = find_layers(options.layer);
  if (!options.only.empty()) network = select_layers(network, options.only);
  Comparison comparison;
  comparison.layers = network.layers;
  comparison.seed = options.seed;
  const ComparisonSetup setup = set_up(options);
  comparison.host = setup.host;
  check_unique(options.requantization, "--requantization");
  comparison.rows = run_rows(comparison.layers, setup.hardware, options);

  if (!options.json_file.empty()) {
    AtomicFile file(options.json_file);
    file.write(to_json(comparison).dump(2) + '\n');
    file.commit();
  }
  fmt::print("{}\n{}", format_comparison(comparison), format_times(comparison));
  if (options.breakdown) fmt::print("\n{}", format_breakdown(comparison));

  const bool none_compiled = std::all_of(comparison.rows.begin(), comparison.rows.end(),
                                         [](const ComparisonRow& row) { return !row.error.empty(); });
  for (const ComparisonRow& row : comparison.rows) {
    const std::string line = complaint(row, none_compiled || !options.mappings.empty());
    if (!line.empty()) return complain(kDisagrees, line);
  }
  return kSuccess;
}

}  // namespace

void add_compare_command(CLI::App& app, ExitCode& status) {
  CLI::App* command = app.add_subcommand(
      "compare", "Compile a layer, or a network, in every way, simulate, verify, and compare the cycles");
  command->footer(kFooter);
  auto options = std::make_shared<Options>();
  command
      ->add_option("LAYER", options->layer,
                   "A layer or a network: a name from configs/layers or configs/networks, or a JSON file")
      ->required();
  add_comparison_options(*command, *options,
                         "Mappings, or auto for the best of all (default: all that take the layer)");
  command
      ->add_option("--requantization", options->requantization,
                   "Requantize sums while they are in acc (fused), or in a second pass over DRAM (separate); default: "
                   "as the layer says")
      ->check(CLI::IsMember({"fused", "separate"}))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("PASS[,PASS]");
  command->add_flag("--breakdown", options->breakdown, "Also show what the cycles of each module went to");
  command->callback([options, &status] { status = compare(*options); });
}

}  // namespace vtasim::app
