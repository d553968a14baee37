#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile.h"
#include "compiler/workload/layer_quantization.h"
#include "compiler/workload/network.h"
#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/text.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/progress.h"
#include "sim/app/terminal.h"
#include "sim/experiment/comparison.h"
#include "sim/experiment/layer_run.h"
#include "sim/machine/machine.h"
#include "sim/report/comparison_breakdown.h"
#include "sim/report/comparison_json.h"
#include "sim/report/comparison_table.h"
#include "sim/report/comparison_times.h"
#include "sim/report/comparison_totals.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64,b16-bus128,b16-bus256,b16-bus512 --mapping swapped
  vtasim compare mobilenet-v1 --layer 'dw*,pw1' --hardware b16-bus64 --mapping auto
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64 --requantization fused,separate
  vtasim compare ./layer.json --hardware ./vta_config.json --json result.json --emit programs

Rows are printed as they are done. Columns:
  cycles            from launch to FINISH
  utilization       useful multiply-adds / (block^2 x cycles)
  GEMM issue        cycles that issue a GEMM operation / cycles
  lane efficiency   useful multiply-adds / (block^2 x GEMM operations that are no reset)
  ALU cycles        cycles that issue to the ALU: 1 a vector with an immediate, 2 with a register
  DRAM bytes        on the bus, instructions and micro-ops included
  bytes packed      what the host writes to lay out activations for the mapping; 0: they lie so already
  lower bound       the largest of compute, bus and store cycles that the mapping's operations need
  layer's bound     what no mapping comes below: products in full lanes, inputs and filter read once, output stored once
  verified          every output value is the reference convolution's

Each row is the best program that a search by simulated cycles found for the mapping; --mapping auto shows the best of all
mappings.

Of a network the totals of each configuration follow the rows: the layers by each mapping that --mapping names (as not every
one takes all layers, "13 of 28" says how many), and where layers have several rows, "fastest", for which each layer's row
with the fewest cycles is taken. Only verified rows are summed up; ratios are those of the sums.

The second table is the host's model: seconds are cycles / the accelerator's clock; no cycle count has anything
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
std::vector<std::string> mappings_of(const compiler::Layer& layer, const isa::HardwareConfig& config,
                                     const Options& options) {
  if (!options.mappings.empty()) return options.mappings;
  std::vector<std::string> names;
  for (const std::string& name : compiler::mapping_names()) {
    if (applicable(name, layer, config)) names.push_back(name);
  }
  if (names.empty()) names.emplace_back(experiment::kAutoMapping);
  return names;
}

/// One line that says what is wrong with a row; empty where nothing is.
std::string complaint(const experiment::ComparisonRow& row, bool must_compile) {
  const std::string name = fmt::format("{}, {} on {}", row.layer.name, row.mapping, row.hardware.name);
  if (!row.error.empty()) return must_compile ? fmt::format("{}: {}", name, row.error) : "";
  if (!row.record.finished) return fmt::format("{} did not finish: {}", name, row.problem);
  return row.verified ? "" : fmt::format("{} is wrong: {}", name, row.problem);
}

/// The layer in all ways to requantize it that are to be shown.
std::vector<compiler::Layer> ways_of(const compiler::Layer& layer, const Options& options) {
  if (options.requantization.empty()) return {layer};
  std::vector<compiler::Layer> ways(options.requantization.size(), layer);
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const bool fused = options.requantization[i] == to_string(compiler::RequantizationPass::fused);
    ways[i].requantization_pass = fused ? compiler::RequantizationPass::fused : compiler::RequantizationPass::separate;
  }
  return ways;
}

/// The mappings that rows may have, or names as long.
std::vector<std::string> possible_mappings(const experiment::Comparison& comparison, const Options& options,
                                           std::size_t width) {
  std::vector<std::string> names;
  for (const compiler::Layer& layer : comparison.layers) {
    for (const isa::HardwareConfig& config : comparison.hardware) {
      for (const std::string& name : mappings_of(layer, config, options)) {
        const std::vector<std::string> all =
            name == experiment::kAutoMapping ? names_of_auto(width) : std::vector{name};
        names.insert(names.end(), all.begin(), all.end());
      }
    }
  }
  return names;
}

/// Its data in these ways, each made when it is first wanted: a layer may be too large for all that is to be shown.
class LazyData {
 public:
  LazyData(const std::vector<compiler::Layer>& ways, std::uint64_t seed)
      : ways_(ways), seed_(seed), data_(ways.size()) {}

  const experiment::LayerData& of(std::size_t way) {
    std::optional<experiment::LayerData>& data = data_[way];
    if (!data) {
      const auto made = std::find_if(data_.begin(), data_.end(), [](const auto& other) { return other.has_value(); });
      data = made == data_.end() ? experiment::make_layer_data(ways_[way], seed_)
                                 : with_requantization(**made, ways_[way].requantization_pass);
    }
    return *data;
  }

 private:
  const std::vector<compiler::Layer>& ways_;
  const std::uint64_t seed_;
  std::vector<std::optional<experiment::LayerData>> data_;
};

/// Makes the rows of all layers, configurations, mappings and ways to requantize, in that order, and prints each.
void run_rows(const Options& options, ComparisonSetup& setup, experiment::Comparison& comparison,
              report::ComparisonTable& table) {
  const compiler::SearchEffort effort = experiment::effort_of(options.search);
  const std::vector<compiler::Layer>& layers = comparison.layers;
  machine::Machine machine;
  Progress progress;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::vector<compiler::Layer> ways = ways_of(layers[l], options);
    LazyData data(ways, options.seed);
    for (const isa::HardwareConfig& config : comparison.hardware) {
      for (const std::string& mapping : mappings_of(layers[l], config, options)) {
        const auto show = [&](int simulated) {
          progress.show(fmt::format("layer {} of {}: {}, {} on {}: {} simulated", l + 1, layers.size(), layers[l].name,
                                    mapping, config.name, counted(simulated, "program")));
        };
        for (std::size_t way = 0; way < ways.size(); ++way) {
          const auto request = experiment::request_mapping(mapping, ways[way], config);
          experiment::LayerRun run = request.error.empty()
                                         ? run_layer(machine, data.of(way), request, config, effort, show)
                                         : refused_run(request, ways[way], config);
          if (run.compiled && setup.emission) {
            setup.emission->write(experiment::case_of(run.compiled->program, config, run.compiled->expected));
          }
          progress.clear();
          print(table.row(run.row));
          flush_output();  // Rows are seen as they come.
          comparison.rows.push_back(std::move(run.row));
        }
      }
    }
  }
}

ExitCode compare(const Options& options) {
  compiler::Network network = compiler::find_layers(options.layer);
  if (!options.only.empty()) network = select_layers(network, options.only);
  ComparisonSetup setup = set_up(options);
  check_unique(options.requantization, "--requantization");
  experiment::Comparison comparison;
  comparison.layers = network.layers;
  comparison.hardware = setup.hardware;
  comparison.mappings = options.mappings;
  comparison.several_passes = options.requantization.size() > 1;
  comparison.seed = options.seed;
  comparison.host = setup.host;
  const std::size_t width = output_width(options.wide);
  report::ComparisonTable table(comparison, possible_mappings(comparison, options, width), width);
  run_rows(options, setup, comparison, table);

  if (!options.json_file.empty()) {
    write_file(options.json_file, json_text(report::to_json(comparison), 2) + '\n');
  }
  const std::vector<report::ComparisonTotal> totals = report::totals_of(comparison);
  print(fmt::format("{}\n{}", table.end(totals), format_times(comparison, totals, width)));
  if (options.breakdown) print(fmt::format("\n{}", report::format_breakdown(comparison, width)));

  const bool none_compiled = std::all_of(comparison.rows.begin(), comparison.rows.end(),
                                         [](const experiment::ComparisonRow& row) { return !row.error.empty(); });
  for (const experiment::ComparisonRow& row : comparison.rows) {
    const std::string line = complaint(row, none_compiled || !options.mappings.empty());
    if (!line.empty()) return complain(kDisagrees, line);
  }
  return kSuccess;
}

}  // namespace

void add_compare_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command(
      "compare", "Compile a layer, or a network, in every way, simulate, verify, and compare the cycles");
  auto options = std::make_shared<Options>();
  command
      .add_option("LAYER", options->layer,
                  "A layer or a network: a name from configs/layers or configs/networks, or a JSON file")
      .required();
  add_comparison_options(command, *options, "Mappings, or auto for the best of all (default: all that take the layer)");
  add_wide_option(command, options->wide, kFooter);
  command
      .add_option("--requantization", options->requantization,
                  "Requantize sums while they are in acc (fused), or in a second pass over DRAM (separate); default: "
                  "as the layer says")
      .one_of({"fused", "separate"})
      .comma_separated()
      .type_name("PASS[,PASS]");
  command.add_flag("--breakdown", options->breakdown, "Also show what the cycles of each module went to");
  command.callback([options, &status] { status = compare(*options); });
}

}  // namespace vtasim::app
