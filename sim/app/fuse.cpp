#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/network.h"
#include "compiler/pairs/layer_pair.h"
#include "isa/error.h"
#include "isa/files.h"
#include "sim/app/arguments.h"
#include "sim/app/commands.h"
#include "sim/app/emit.h"
#include "sim/app/messages.h"
#include "sim/app/progress.h"
#include "sim/machine/machine.h"
#include "sim/report/pair_comparison.h"
#include "sim/report/pair_run.h"
#include "sim/report/text.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim fuse mobilenet-v1 --layer dw1,pw1 --hardware b16-bus64,b16-bus512
  vtasim fuse mobilenet-v1 --hardware b16-bus128 --mapping auto
  vtasim fuse ./network.json --hardware b16-bus64 --mapping diagonal,swapped --emit programs

A pair is a depthwise layer and the pointwise one behind it. Rows of a pair:
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

Exit status: 0 when every row finished and is verified; 1 when one is not, or when none has a program; 2 for bad input,
such as a network without a pair.)";

struct Options {
  std::string network;
  std::vector<std::string> only;
  std::string host = "pynq";
  std::string search = "quick";
  std::vector<std::string> hardware;
  std::vector<std::string> mappings;
  std::string json_file;
  std::string emit_directory;
  std::uint64_t seed = 1;
};

std::vector<LayerPair> find_pairs(const Options& options) {
  Network network = find_layers(options.network);
  if (!options.only.empty()) network = select_layers(network, options.only);
  std::vector<LayerPair> pairs = pairs_of(network);
  if (pairs.empty()) {
    throw Error(
        fmt::format("{}: no depthwise layer with a pointwise one (1 x 1, one group, stride 1, no padding) of its "
                    "output's shape behind it, among {}",
                    options.network, counted(static_cast<std::int64_t>(network.layers.size()), "layer")));
  }
  return pairs;
}

/// Runs pairs in all ways and keeps the rows.
class Runs {
 public:
  explicit Runs(const Options& options) : options_(options), effort_(effort_of(options.search)) {}

  /// `where` says how far the work is.
  void run(const PairData& data, const HardwareConfig& config, const std::string& where) {
    const auto show = [&](const std::string& how) {
      return [this, text = fmt::format("{}: {}, {} on {}", where, data.pair.name(), how, config.name)](int simulated) {
        progress_.show(fmt::format("{}: {} simulated", text, counted(simulated, "program")));
      };
    };
    PairRun any = run_apart(machine_, data, true, config, effort_, show("apart"));
    PairRun readable = run_apart(machine_, data, false, config, effort_, show("apart"));
    const bool same = readable.row.depthwise == any.row.depthwise;
    keep(std::move(any));
    if (!same) keep(std::move(readable));

    if (options_.mappings == std::vector<std::string>{kAutoMapping}) {
      keep(run_best_fused(machine_, data, config, effort_, show("fused")));
      return;
    }
    for (const std::string& name :
         options_.mappings.empty() ? fused_mapping_names(data, config, effort_) : options_.mappings) {
      keep(run_fused(machine_, data, name, config, effort_, show("fused, " + name)));
    }
  }

  std::vector<PairRow> take() { return std::move(rows_); }

 private:
  void keep(PairRun&& run) {
    if (!options_.emit_directory.empty()) {
      for (const Case& program : run.cases) emit(program, options_.emit_directory);
    }
    rows_.push_back(std::move(run.row));
  }

  const Options& options_;
  const SearchEffort effort_;
  Machine machine_;
  Progress progress_;
  std::vector<PairRow> rows_;
};

std::vector<PairRow> run_rows(const std::vector<LayerPair>& pairs, const std::vector<HardwareConfig>& configs,
                              const Options& options) {
  Runs runs(options);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    const PairData data = make_pair_data(pairs[p], options.seed);
    for (const HardwareConfig& config : configs) {
      runs.run(data, config, fmt::format("pair {} of {}", p + 1, pairs.size()));
    }
  }
  return runs.take();
}

/// Success, or what is wrong with a row. A fused row that has no program is wrong where it was asked for.
ExitCode status_of(const std::vector<PairRow>& rows, const Options& options) {
  const bool asked_for = !options.mappings.empty();
  for (const PairRow& row : rows) {
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
  const std::vector<LayerPair> pairs = find_pairs(options);
  PairComparison comparison;
  comparison.seed = options.seed;
  comparison.host = find_host_model(options.host);
  const std::vector<HardwareConfig> configs = find_hardware(options.hardware);
  for (const std::string& name : options.mappings) check_mapping(name, "--mapping");
  check_unique(options.mappings, "--mapping");
  if (!options.json_file.empty()) AtomicFile::check_writable(options.json_file);
  if (!options.emit_directory.empty()) prepare_directory(options.emit_directory);
  comparison.rows = run_rows(pairs, configs, options);

  if (!options.json_file.empty()) {
    AtomicFile file(options.json_file);
    file.write(to_json(comparison).dump(2) + '\n');
    file.commit();
  }
  fmt::print("{}", format_pairs(comparison));
  return status_of(comparison.rows, options);
}

}  // namespace

void add_fuse_command(CLI::App& app, ExitCode& status) {
  CLI::App* command = app.add_subcommand(
      "fuse", "Run depthwise layers and the pointwise ones behind them as two programs and as one, and compare");
  command->footer(kFooter);
  auto options = std::make_shared<Options>();
  command->add_option("NETWORK", options->network, "A network: a name from configs/networks, or a JSON file")
      ->required();
  command->add_option("--layer", options->only, "Only the network's layers of these names; * stands for any characters")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME[,NAME...]");
  command->add_option("--hardware", options->hardware, "Configurations: names from configs/hardware, or JSON files")
      ->required()
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("CONFIG[,CONFIG...]");
  command
      ->add_option("--mapping", options->mappings,
                   "Mappings of the depthwise layer, or auto for the best of all (default: all that take it)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME[,NAME...]");
  command->add_option("--search", options->search, "How many plans to simulate for each mapping (default: quick)")
      ->check(CLI::IsMember({"quick", "full"}));
  command
      ->add_option("--host", options->host,
                   "The host's model: a name from configs/hosts, or a JSON file (default: pynq)")
      ->type_name("HOST");
  command->add_option("--json", options->json_file, "Write all that is known of every row to this file")
      ->type_name("FILE");
  command
      ->add_option("--emit", options->emit_directory,
                   "Write each program as a case file, with the outputs it must leave")
      ->type_name("DIR");
  command->add_option("--seed", options->seed, "Seed of the layers' data (default: 1)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->callback([options, &status] { status = fuse(*options); });
}

}  // namespace vtasim::app
