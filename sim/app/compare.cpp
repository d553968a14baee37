#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/graph/network_file.h"
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
#include "sim/app/schedules.h"
#include "sim/app/terminal.h"
#include "sim/experiment/comparison.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/schedule.h"
#include "sim/experiment/schedule_file.h"
#include "sim/experiment/schedule_text.h"
#include "sim/experiment/search_workers.h"
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
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64 --mapping swapped --save-schedule swapped.json
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64 --schedule swapped.json,mine.json
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
mappings. A schedule file fixes what a search would choose: all of it, or a part, and then the rest is searched for; lists of
values make a row for each. What it says is honoured or refused. Beside schedules stands the best of all mappings, if
--mapping names no others. Searches are made -j at a time; what they come to is the same with any number, and is kept for later runs.

Of a network the totals of each configuration follow the rows: the layers by each mapping that --mapping names (as not every
one takes all layers, "13 of 28" says how many), and where layers have several rows, "fastest", for which each layer's row
with the fewest cycles is taken. Only verified rows are summed up; ratios are those of the sums.

The second table is the host's model (vtasim host --help): computing is cycles / the accelerator's clock, packing what the
host takes to lay out the input by the bytes, contiguous pieces and cache lines that this is, and together has a launch of
the program besides. No cycle count has anything of it in it. "On the host" is the layer computed there, at the model's
multiply-adds a second.

Exit status: 0 when every row finished and is verified; 1 when one is not, when a mapping or a schedule that was
asked for has no program for a layer, or when no mapping has one; 2 for bad input: then nothing is run or written.)";

struct Options : ComparisonOptions {
  std::string layer;
  std::vector<std::string> requantization;  ///< Names of passes; none: the layer's.
  bool breakdown = false;
};

/// The mappings to show of a layer: those asked for, or beside schedules the best, or all that take it; `auto`, which
/// says why there are none, where none does.
std::vector<std::string> mappings_of(const compiler::Layer& layer, const isa::HardwareConfig& config,
                                     const Options& options) {
  if (!options.mappings.empty()) return options.mappings;
  if (!options.schedule_files.empty()) return {experiment::kAutoMapping};
  std::vector<std::string> names;
  for (const std::string& name : compiler::mapping_names()) {
    if (applicable(name, layer, config)) names.push_back(name);
  }
  if (names.empty()) names.emplace_back(experiment::kAutoMapping);
  return names;
}

/// One line that says what is wrong with a row; empty where nothing is.
std::string complaint(const experiment::ComparisonRow& row, bool must_compile) {
  const std::string& how = row.schedule.empty() ? row.mapping : row.schedule;
  const std::string name = fmt::format("{}, {} on {}", row.layer.name, how, row.hardware.name);
  if (!row.error.empty()) return must_compile || !row.schedule.empty() ? fmt::format("{}: {}", name, row.error) : "";
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
                                           const std::vector<experiment::Schedule>& schedules, std::size_t width) {
  std::vector<std::string> names;
  for (const experiment::Schedule& schedule : schedules) {
    if (schedule.mapping.name) names.push_back(*schedule.mapping.name);
    if (schedule.mapping.lanes) names.push_back(schedule.mapping.lanes->name);
  }
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

/// What a row is to show.
struct RowRequest {
  std::size_t layer = 0;  ///< Of the comparison's.
  std::size_t way = 0;    ///< Of ways_of() that layer.
  const isa::HardwareConfig* config = nullptr;
  std::string mapping;  ///< A mapping's name, if there is no schedule.
  const experiment::Schedule* schedule = nullptr;

  /// What is asked for.
  const std::string& name() const { return schedule == nullptr ? mapping : schedule->name; }
};

/// The rows of all layers, configurations, schedules and mappings, and ways to requantize, in that order.
std::vector<RowRequest> rows_of(const experiment::Comparison& comparison,
                                const std::vector<experiment::Schedule>& schedules, const Options& options) {
  const std::size_t ways = std::max<std::size_t>(1, options.requantization.size());
  std::vector<RowRequest> rows;
  for (std::size_t l = 0; l < comparison.layers.size(); ++l) {
    for (const isa::HardwareConfig& config : comparison.hardware) {
      for (const experiment::Schedule& schedule : schedules) {
        if (!mismatch(schedule, comparison.layers[l], config).empty()) continue;
        for (std::size_t way = 0; way < (schedule.requantization ? 1 : ways); ++way) {
          rows.push_back({l, way, &config, "", &schedule});
        }
      }
      for (const std::string& mapping : mappings_of(comparison.layers[l], config, options)) {
        for (std::size_t way = 0; way < ways; ++way) rows.push_back({l, way, &config, mapping, nullptr});
      }
    }
  }
  return rows;
}

/// A row's layer, and what it is to be run by.
compiler::Layer layer_of(const RowRequest& row, const compiler::Layer& layer) {
  return row.schedule == nullptr ? layer : scheduled_layer(layer, *row.schedule);
}
experiment::MappingRequest request_of(const RowRequest& row, const compiler::Layer& layer) {
  return row.schedule == nullptr ? experiment::request_mapping(row.mapping, layer, *row.config)
                                 : request_scheduled(*row.schedule, layer, *row.config);
}

/// The searches that the rows need, one for each.
std::vector<experiment::SearchTask> searches_of(const std::vector<RowRequest>& rows,
                                                const experiment::Comparison& comparison, const Options& options) {
  const compiler::SearchEffort effort = experiment::effort_of(options.search);
  // By layer and pass: a schedule that decides where the bias enters changes nothing else.
  std::map<std::pair<std::size_t, compiler::RequantizationPass>, experiment::SearchData> data;
  std::vector<experiment::SearchTask> tasks;
  for (const RowRequest& row : rows) {
    experiment::SearchTask& task = tasks.emplace_back();
    const compiler::Layer layer = layer_of(row, ways_of(comparison.layers[row.layer], options)[row.way]);
    const experiment::MappingRequest request = request_of(row, layer);
    if (!request.error.empty()) continue;
    const std::pair key(row.layer, layer.requantization_pass);
    auto found = data.find(key);
    if (found == data.end()) found = data.emplace(key, experiment::make_search_data(layer, options.seed)).first;
    found->second.layer = layer;
    task = layer_task(found->second, request, *row.config, effort);
  }
  return tasks;
}

/// Makes rows, prints and keeps them.
class Runs {
 public:
  Runs(const Options& options, std::optional<Emission>& emission, experiment::Comparison& comparison,
       report::ComparisonTable& table)
      : options_(options), emission_(emission), comparison_(comparison), table_(table) {}

  void run(const std::vector<RowRequest>& rows) {
    experiment::SearchWorkers workers(laboratory_, static_cast<std::size_t>(options_.jobs),
                                      [&] { return searches_of(rows, comparison_, options_); });
    std::vector<compiler::Layer> ways;
    std::optional<LazyData> data;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const RowRequest& row = rows[r];
      if (r == 0 || row.layer != rows[r - 1].layer) {
        ways = ways_of(comparison_.layers[row.layer], options_);
        data.emplace(ways, options_.seed);
      }
      const std::string failure = workers.await(r, [&](std::size_t done, std::size_t all) {
        progress_.show(fmt::format("{}: {} of {} searches done", name_of(row), done, all), done, all);
      });
      keep(row, failure.empty() ? run_row(row, ways[row.way], *data)
                                : experiment::failed_run(failure, row.name(), ways[row.way], *row.config));
    }
  }

  /// What was decided of the verified programs.
  const std::vector<experiment::Schedule>& schedules() const { return schedules_; }

 private:
  /// For the progress line.
  std::string name_of(const RowRequest& row) const {
    return fmt::format("layer {} of {}: {}, {} on {}", row.layer + 1, comparison_.layers.size(),
                       comparison_.layers[row.layer].name, row.name(), row.config->name);
  }

  experiment::LayerRun run_row(const RowRequest& row, const compiler::Layer& layer, LazyData& data) {
    const compiler::Layer wanted = layer_of(row, layer);
    const experiment::MappingRequest request = request_of(row, wanted);
    if (!request.error.empty()) return refused_run(request, wanted, *row.config);
    const auto run = [&](const experiment::LayerData& of_row) {
      return run_layer(laboratory_, of_row, request, *row.config, experiment::effort_of(options_.search), [&](int n) {
        progress_.show(fmt::format("{}: {} simulated", name_of(row), counted(n, "program")));
      });
    };
    return row.schedule == nullptr ? run(data.of(row.way)) : run(scheduled_data(data.of(row.way), *row.schedule));
  }

  /// Prints and keeps a row, and emits its program.
  void keep(const RowRequest& request, experiment::LayerRun&& run) {
    if (request.schedule != nullptr) run.row.schedule = request.schedule->name;
    if (run.row.verified && !options_.saved_schedule_file.empty()) schedules_.push_back(schedule_of(run));
    if (run.compiled && emission_) {
      emission_->write(experiment::case_of(run.compiled->program, run.row.hardware, run.compiled->expected));
    }
    progress_.clear();
    print(table_.row(run.row));
    flush_output();  // Rows are seen as they come.
    comparison_.rows.push_back(std::move(run.row));
  }

  const Options& options_;
  std::optional<Emission>& emission_;
  experiment::Comparison& comparison_;
  report::ComparisonTable& table_;
  machine::Machine machine_;
  experiment::SearchStore store_{open_cache(options_.no_cache)};
  const experiment::Laboratory laboratory_{machine_, store_, false, comparison_.host.packing.line_bytes};
  Progress progress_;
  std::vector<experiment::Schedule> schedules_;
};

ExitCode compare(const Options& options) {
  compiler::Network network = compiler::find_layers(options.layer);
  if (!options.only.empty()) network = select_layers(network, options.only);
  const std::vector<experiment::Schedule> schedules = load_schedules(options.schedule_files);
  ComparisonSetup setup = set_up(options);
  check_schedules(schedules, network.layers, setup.hardware);
  check_unique(options.requantization, "--requantization");
  experiment::Comparison comparison;
  comparison.layers = network.layers;
  comparison.hardware = setup.hardware;
  comparison.mappings = options.mappings;
  comparison.several_passes = options.requantization.size() > 1;
  comparison.seed = options.seed;
  comparison.host = setup.host;
  for (const experiment::Schedule& schedule : schedules) {
    const auto known = std::find(comparison.schedules.begin(), comparison.schedules.end(), schedule.name);
    if (known == comparison.schedules.end()) comparison.schedules.push_back(schedule.name);
  }
  const std::size_t width = output_width(options.wide);
  report::ComparisonTable table(comparison, possible_mappings(comparison, options, schedules, width), width);
  const std::vector<RowRequest> rows = rows_of(comparison, schedules, options);
  Runs runs(options, setup.emission, comparison, table);
  runs.run(rows);

  if (!options.saved_schedule_file.empty() && !runs.schedules().empty()) {
    write_file(options.saved_schedule_file, schedules_text(runs.schedules()));
  }
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
