#include <fmt/format.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/fusion/layer_pair.h"
#include "compiler/graph/network_file.h"
#include "compiler/workload/network.h"
#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/progress.h"
#include "sim/app/schedules.h"
#include "sim/app/terminal.h"
#include "sim/experiment/pair_run.h"
#include "sim/experiment/pair_schedule.h"
#include "sim/experiment/schedule_text.h"
#include "sim/experiment/search_workers.h"
#include "sim/machine/machine.h"
#include "sim/report/pair_breakdown.h"
#include "sim/report/pair_comparison.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim fuse mobilenet-v1 --layer dw1,pw1 --hardware b16-bus64,b16-bus512
  vtasim fuse mobilenet-v1 --hardware b16-bus128 --mapping auto
  vtasim fuse ./network.json --hardware b16-bus64 --mapping diagonal,swapped --emit programs

A pair is a depthwise layer and the pointwise one behind it. Rows are printed as they are done; of a pair:
  apart             a program for each layer; of two such rows, in the one that takes fewer cycles the host converts the
                    depthwise output to the layout that the pointwise layer reads, in the other it lies so already
  fused             one program: tiles of both layers are woven into each other, so that one layer's operations fill the
                    cycles in which the other waits for the bus; the output of the depthwise layer still goes through
                    DRAM, since the hardware cannot read it back from its scratchpad
  ..., transposed   fused, with a mapping whose vectors hold several pixels; GEMM operations on vectors with a single 1
                    turn them into vectors of channels, on the accelerator

Columns:
  cycles            from launch to FINISH; apart, the sum of both programs
  cycles / bound    the largest of compute, bus and store cycles that the operations need
  bytes packed      what the host writes to lay out the depthwise layer's input; 0: it lies so already
  converted         what the host writes between the programs
  together          cycles at the accelerator's clock, and the host's packing, converting and a launch of each program, by
                    its model (--host)
  verified          every output value of the pair is the reference convolutions'

--mapping names mappings of the depthwise layer, as compare does; auto shows the best fused row only. Schedules of pairs fix
what a search would choose of one program, or a part of it; beside them stands the best fused row, if --mapping names none. Searches are made -j
at a time; what they come to is the same with any number.

Of several pairs the totals of each configuration follow the rows: the fastest row of each pair apart, the pairs fused by
each mapping that --mapping names, and the fastest fused row of each. Only verified rows are summed up.

Exit status: 0 when every row finished and is verified; 1 when one is not, or when none has a program; 2 for bad input,
such as a network without a pair.)";

/// A fused row.
struct FusedRow {
  std::string mapping;  ///< That was asked for, if there is no schedule.
  const experiment::PairSchedule* schedule = nullptr;

  /// What was asked for.
  const std::string& name() const { return schedule == nullptr ? mapping : schedule->name; }
};

experiment::PairRequest request_of(const FusedRow& row, const compiler::LayerPair& pair,
                                   const isa::HardwareConfig& config) {
  return row.schedule == nullptr ? experiment::request_pair(row.mapping, pair, config)
                                 : request_scheduled(*row.schedule, pair, config);
}

struct Options : ComparisonOptions {
  std::string network;
  bool breakdown = false;
};

std::vector<compiler::LayerPair> find_pairs(const Options& options) {
  compiler::Network network = compiler::find_layers(options.network);
  if (!options.only.empty()) network = select_layers(network, options.only);
  std::vector<compiler::LayerPair> pairs = pairs_of(network);
  if (pairs.empty()) {
    throw Error(
        fmt::format("{}: no depthwise layer with a pointwise one (1 x 1, one group, stride 1, no padding) of its "
                    "output's shape behind it, among {}",
                    options.network, counted(static_cast<std::int64_t>(network.layers.size()), "layer")));
  }
  return pairs;
}

/// What a pair needs on a configuration.
struct PairSearches {
  std::optional<std::vector<std::string>> mappings;  ///< Of fused rows, once they are known.
  // The searches, as the workers count them; none where there are no workers.
  std::vector<std::size_t> apart;     ///< Of the first row,
  std::vector<std::size_t> readable;  ///< of the second,
  std::vector<std::size_t> fused;     ///< and one of each fused row.
};

/// Runs pairs in all ways, and prints and keeps the rows.
class Runs {
 public:
  Runs(const std::vector<compiler::LayerPair>& pairs, const std::vector<experiment::PairSchedule>& schedules,
       const Options& options, ComparisonSetup& setup, report::PairTable& table)
      : pairs_(pairs),
        schedules_(schedules),
        options_(options),
        effort_(experiment::effort_of(options.search)),
        setup_(setup),
        table_(table),
        searches_(pairs.size() * setup.hardware.size()),
        workers_(laboratory_, static_cast<std::size_t>(options.jobs), [this] { return plan_searches(); }) {}

  std::vector<experiment::PairRow> run() {
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      std::optional<experiment::PairData> data;  // Made when it is wanted: a pair may be too large for it.
      for (std::size_t c = 0; c < setup_.hardware.size(); ++c) {
        if (auto refused = experiment::refused_pair(pairs_[p], setup_.hardware[c])) {
          keep(*std::move(refused));
          continue;
        }
        if (!data) data = experiment::make_pair_data(pairs_[p], options_.seed);
        run_pair(*data, p, setup_.hardware[c], searches_[p * setup_.hardware.size() + c]);
      }
    }
    return std::move(rows_);
  }

  /// What was decided of the verified fused programs.
  const std::vector<experiment::PairSchedule>& saved() const { return saved_; }

 private:
  /// All searches, in the order in which they are wanted.
  std::vector<experiment::SearchTask> plan_searches() {
    std::vector<experiment::SearchTask> tasks;
    const auto add = [&](std::vector<experiment::SearchTask>&& more, std::vector<std::size_t>& numbers) {
      for (experiment::SearchTask& task : more) {
        numbers.push_back(tasks.size());
        tasks.push_back(std::move(task));
      }
    };
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      std::optional<experiment::PairSearchData> data;
      for (std::size_t c = 0; c < setup_.hardware.size(); ++c) {
        const isa::HardwareConfig& config = setup_.hardware[c];
        if (experiment::refused_pair(pairs_[p], config)) continue;
        if (!data) data = experiment::make_pair_search_data(pairs_[p], options_.seed);
        PairSearches& searches = searches_[p * setup_.hardware.size() + c];
        add(searches_apart(*data, true, config, effort_), searches.apart);
        add(searches_apart(*data, false, config, effort_), searches.readable);
        for (const FusedRow& row : fused_rows(*data, config, searches)) {
          add({task_of(*data, request_of(row, pairs_[p], config), config)}, searches.fused);
        }
      }
    }
    return tasks;
  }

  void run_pair(const experiment::PairData& data, std::size_t pair, const isa::HardwareConfig& config,
                PairSearches& searches) {
    const auto row = [&](const std::string& how) {
      return fmt::format("pair {} of {}: {}, {} on {}", pair + 1, pairs_.size(), data.pair.name(), how, config.name);
    };
    experiment::PairRun any = run_apart(data, true, config, searches.apart, row("apart"));
    experiment::PairRun readable = run_apart(data, false, config, searches.readable, row("apart"));
    const bool same = readable.row.depthwise == any.row.depthwise;
    keep(std::move(any));
    if (!same) keep(std::move(readable));

    const std::vector<FusedRow> fused = fused_rows(search_data_of(data), config, searches);
    for (std::size_t f = 0; f < fused.size(); ++f) {
      const std::string& name = fused[f].name();
      const std::string where = row(name == experiment::kAutoMapping ? "fused" : "fused, " + name);
      std::vector<std::size_t> search;
      if (f < searches.fused.size()) search.push_back(searches.fused[f]);
      const std::string failure = await(search, where);
      keep_fused(fused[f],
                 failure.empty() ? run_fused(laboratory_, data, request_of(fused[f], data.pair, config), config,
                                             effort_, show(where))
                                 : experiment::failed_pair(failure, name, data.pair, config),
                 data.pair);
    }
  }

  void keep_fused(const FusedRow& request, experiment::PairRun&& run, const compiler::LayerPair& pair) {
    if (request.schedule != nullptr) run.row.schedule = request.schedule->name;
    if (run.row.verified && !options_.saved_schedule_file.empty()) saved_.push_back(schedule_of(run, pair));
    keep(std::move(run));
  }

  /// A row's search, if there is anything to be searched for.
  experiment::SearchTask task_of(const experiment::PairSearchData& data, const experiment::PairRequest& request,
                                 const isa::HardwareConfig& config) const {
    if (!request.error.empty()) return {};
    return fused_task(data, request, config, effort_);
  }

  experiment::PairRun run_apart(const experiment::PairData& data, bool any_layout, const isa::HardwareConfig& config,
                                const std::vector<std::size_t>& searches, const std::string& where) {
    const std::string failure = await(searches, where);
    if (!failure.empty()) return experiment::failed_pair(failure, std::nullopt, data.pair, config);
    return experiment::run_apart(laboratory_, data, any_layout, config, effort_, show(where));
  }

  /// Waits for searches. Returns what went wrong with the process of one.
  std::string await(const std::vector<std::size_t>& searches, const std::string& where) {
    std::string failure;
    for (const std::size_t search : searches) {
      const std::string one = workers_.await(search, [&](std::size_t done, std::size_t all) {
        progress_.show(fmt::format("{}: {} of {} searches done", where, done, all), done, all);
      });
      if (failure.empty()) failure = one;
    }
    return failure;
  }

  /// Shows how far a search for a row is that is made here.
  std::function<void(int)> show(const std::string& where) {
    return [this, where](int simulated) {
      progress_.show(fmt::format("{}: {} simulated", where, counted(simulated, "program")));
    };
  }

  /// Prints and keeps a row, and emits its programs.
  void keep(experiment::PairRun&& run) {
    if (setup_.emission) {
      for (const isa::Case& program : run.cases) setup_.emission->write(program);
    }
    progress_.clear();
    print(table_.row(run.row));
    flush_output();  // Rows are seen as they come.
    rows_.push_back(std::move(run.row));
  }

  /// A pair's fused rows: its schedules, then its mappings.
  std::vector<FusedRow> fused_rows(const experiment::PairSearchData& data, const isa::HardwareConfig& config,
                                   PairSearches& searches) const {
    std::vector<FusedRow> rows;
    for (const experiment::PairSchedule& schedule : schedules_) {
      if (mismatch(schedule, data.pair, config).empty()) rows.push_back({"", &schedule});
    }
    for (const std::string& name : fused_mappings(data, config, searches)) rows.push_back({name, nullptr});
    return rows;
  }

  /// The mappings of a pair's fused rows: that were asked for, beside schedules the best, or all. Which these are takes
  /// long to find, so they are kept.
  const std::vector<std::string>& fused_mappings(const experiment::PairSearchData& data,
                                                 const isa::HardwareConfig& config, PairSearches& searches) const {
    if (!options_.mappings.empty()) return options_.mappings;
    if (!searches.mappings && !schedules_.empty()) searches.mappings = {experiment::kAutoMapping};
    if (!searches.mappings) {
      searches.mappings.emplace();
      for (const experiment::PairRequest& request : fused_requests(data, config, effort_)) {
        searches.mappings->push_back(request.name);
      }
    }
    return *searches.mappings;
  }

  const std::vector<compiler::LayerPair>& pairs_;
  const std::vector<experiment::PairSchedule>& schedules_;
  const Options& options_;
  const compiler::SearchEffort effort_;
  ComparisonSetup& setup_;
  report::PairTable& table_;
  machine::Machine machine_;
  experiment::SearchStore store_{open_cache(options_.no_cache)};
  const experiment::Laboratory laboratory_{machine_, store_, false, setup_.host.packing.line_bytes};
  std::vector<PairSearches> searches_;  ///< Of each pair on each configuration.
  experiment::SearchWorkers workers_;
  Progress progress_;
  std::vector<experiment::PairRow> rows_;
  std::vector<experiment::PairSchedule> saved_;
};

/// Success, or what is wrong with a row. A fused row that has no program is wrong where it was asked for.
ExitCode status_of(const std::vector<experiment::PairRow>& rows, const Options& options) {
  const bool asked_for = !options.mappings.empty();
  for (const experiment::PairRow& row : rows) {
    const std::string name = fmt::format("{}, {} {} on {}", row.pair, row.fused ? "fused" : "apart",
                                         row.schedule.empty() ? row.depthwise : row.schedule, row.hardware.name);
    if (!row.error.empty()) {
      if (asked_for || !row.schedule.empty() || !row.fused)
        return complain(kDisagrees, fmt::format("{}: {}", name, row.error));
    } else if (!row.verified) {
      return complain(kDisagrees, fmt::format("{} is wrong: {}", name, row.problem));
    }
  }
  return kSuccess;
}

ExitCode fuse(const Options& options) {
  const std::vector<compiler::LayerPair> pairs = find_pairs(options);
  report::PairComparison comparison;
  comparison.pairs = pairs.size();
  comparison.mappings = options.mappings;
  comparison.seed = options.seed;
  const std::vector<experiment::PairSchedule> schedules = load_pair_schedules(options.schedule_files);
  ComparisonSetup setup = set_up(options);
  check_schedules(schedules, pairs, setup.hardware);
  comparison.host = setup.host;
  const std::size_t width = output_width(options.wide);
  std::vector<std::string> mappings = names_of_auto(width);  // Which the layers by themselves are searched for.
  mappings.insert(mappings.end(), options.mappings.begin(), options.mappings.end());
  report::PairTable table(setup.host, pairs, setup.hardware, mappings, width);
  Runs runs(pairs, schedules, options, setup, table);
  comparison.rows = runs.run();

  if (!options.saved_schedule_file.empty() && !runs.saved().empty()) {
    write_file(options.saved_schedule_file, schedules_text(runs.saved()));
  }

  if (!options.json_file.empty()) {
    write_file(options.json_file, json_text(to_json(comparison), 2) + '\n');
  }
  print(table.end(report::totals_of(comparison.rows, comparison.pairs, comparison.mappings)));
  if (options.breakdown) print('\n' + report::format_breakdown(comparison.rows, width));
  return status_of(comparison.rows, options);
}

}  // namespace

void add_fuse_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command(
      "fuse", "Run depthwise layers and the pointwise ones behind them as two programs and as one, and compare");
  auto options = std::make_shared<Options>();
  command.add_option("NETWORK", options->network, "A network: a name from configs/networks, or a JSON file").required();
  add_comparison_options(command, *options,
                         "Mappings of the depthwise layer, or auto for the best of all (default: all that take it)");
  add_wide_option(command, options->wide, kFooter);
  command.add_flag("--breakdown", options->breakdown, "Also show what the cycles of each module went to");
  command.callback([options, &status] { status = fuse(*options); });
}

}  // namespace vtasim::app
