#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/fusion/layer_pair.h"
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
#include "sim/app/terminal.h"
#include "sim/experiment/pair_run.h"
#include "sim/machine/machine.h"
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
  together          cycles at the accelerator's clock and the host's packing and converting, by its model (--host)
  verified          every output value of the pair is the reference convolutions'

--mapping names mappings of the depthwise layer, as compare does; auto shows the best fused row only.

Of several pairs the totals of each configuration follow the rows: the fastest row of each pair apart, the pairs fused by
each mapping that --mapping names, and the fastest fused row of each. Only verified rows are summed up.

Exit status: 0 when every row finished and is verified; 1 when one is not, or when none has a program; 2 for bad input,
such as a network without a pair.)";

struct Options : ComparisonOptions {
  std::string network;
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

/// Runs pairs in all ways, and prints and keeps the rows.
class Runs {
 public:
  Runs(const Options& options, std::optional<Emission>& emission, report::PairTable& table)
      : options_(options), effort_(experiment::effort_of(options.search)), emission_(emission), table_(table) {}

  /// `where` says how far the work is.
  void run(const experiment::PairData& data, const isa::HardwareConfig& config, const std::string& where) {
    const auto show = [&](const std::string& how) {
      return [this, text = fmt::format("{}: {}, {} on {}", where, data.pair.name(), how, config.name)](int simulated) {
        progress_.show(fmt::format("{}: {} simulated", text, counted(simulated, "program")));
      };
    };
    experiment::PairRun any = run_apart(machine_, data, true, config, effort_, show("apart"));
    experiment::PairRun readable = run_apart(machine_, data, false, config, effort_, show("apart"));
    const bool same = readable.row.depthwise == any.row.depthwise;
    keep(std::move(any));
    if (!same) keep(std::move(readable));

    if (options_.mappings == std::vector<std::string>{experiment::kAutoMapping}) {
      keep(run_best_fused(machine_, data, config, effort_, show("fused")));
      return;
    }
    for (const experiment::PairRequest& request : requests_of(data, config)) {
      keep(run_fused(machine_, data, request, config, effort_, show("fused, " + request.name)));
    }
  }

  /// Prints and keeps a row, and emits its programs.
  void keep(experiment::PairRun&& run) {
    if (emission_) {
      for (const isa::Case& program : run.cases) emission_->write(program);
    }
    progress_.clear();
    print(table_.row(run.row));
    flush_output();  // Rows are seen as they come.
    rows_.push_back(std::move(run.row));
  }

  std::vector<experiment::PairRow> take() { return std::move(rows_); }

 private:
  /// By the mappings that were asked for, or by all.
  std::vector<experiment::PairRequest> requests_of(const experiment::PairData& data,
                                                   const isa::HardwareConfig& config) const {
    if (options_.mappings.empty()) return fused_requests(data, config, effort_);
    std::vector<experiment::PairRequest> requests;
    for (const std::string& name : options_.mappings) requests.push_back(request_pair(name, data, config));
    return requests;
  }

  const Options& options_;
  const compiler::SearchEffort effort_;
  std::optional<Emission>& emission_;
  report::PairTable& table_;
  machine::Machine machine_;
  Progress progress_;
  std::vector<experiment::PairRow> rows_;
};

std::vector<experiment::PairRow> run_rows(const std::vector<compiler::LayerPair>& pairs, ComparisonSetup& setup,
                                          const Options& options, report::PairTable& table) {
  Runs runs(options, setup.emission, table);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    std::optional<experiment::PairData> data;  // Made when it is wanted: a pair may be too large for it.
    for (const isa::HardwareConfig& config : setup.hardware) {
      if (auto refused = experiment::refused_pair(pairs[p], config)) {
        runs.keep(*std::move(refused));
        continue;
      }
      if (!data) data = experiment::make_pair_data(pairs[p], options.seed);
      runs.run(*data, config, fmt::format("pair {} of {}", p + 1, pairs.size()));
    }
  }
  return runs.take();
}

/// Success, or what is wrong with a row. A fused row that has no program is wrong where it was asked for.
ExitCode status_of(const std::vector<experiment::PairRow>& rows, const Options& options) {
  const bool asked_for = !options.mappings.empty();
  for (const experiment::PairRow& row : rows) {
    const std::string name =
        fmt::format("{}, {} {} on {}", row.pair, row.fused ? "fused" : "apart", row.depthwise, row.hardware.name);
    if (!row.error.empty()) {
      if (asked_for || !row.fused) return complain(kDisagrees, fmt::format("{}: {}", name, row.error));
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
  ComparisonSetup setup = set_up(options);
  comparison.host = setup.host;
  const std::size_t width = output_width(options.wide);
  std::vector<std::string> mappings = names_of_auto(width);  // Which the layers by themselves are searched for.
  mappings.insert(mappings.end(), options.mappings.begin(), options.mappings.end());
  report::PairTable table(setup.host, pairs, setup.hardware, mappings, width);
  comparison.rows = run_rows(pairs, setup, options, table);

  if (!options.json_file.empty()) {
    write_file(options.json_file, json_text(to_json(comparison), 2) + '\n');
  }
  print(table.end(report::totals_of(comparison.rows, comparison.pairs, comparison.mappings)));
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
  command.callback([options, &status] { status = fuse(*options); });
}

}  // namespace vtasim::app
