#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/network_file.h"
#include "compiler/planning/network_plan.h"
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
#include "sim/experiment/joined_run.h"
#include "sim/experiment/network_run.h"
#include "sim/experiment/network_strategies.h"
#include "sim/experiment/planned_network.h"
#include "sim/machine/machine.h"
#include "sim/report/network_report.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim network mobilenet-v1 --hardware b16-bus64
  vtasim network mobilenet-v1 --hardware b16-bus64,b16-bus512 --objective time --host-between allowed
  vtasim network ./network.json --hardware b16-bus64 --json network.result.json --emit programs
  vtasim network resnet-18 --hardware b16-bus64,b16-bus512 --single-program

A network runs as one: from its input to its outputs, its programs one after the other on one DRAM, each on what the programs
before it left there. For every operation the fastest program for each way to read and leave tensors is searched for; of all
combinations the best is taken, with what changes of layout it needs. Every tensor is held against a reference execution of
the network.

  step        an operation, two of them in one program, or a change of layout: "host: from (N, C, H, W) to ..."
  how         the mapping of a program; "swapped ... aligned, transposed, exchanged": the depthwise layer reads windows that
              the layer before left for it, and the pointwise one leaves such windows, or (direct) vectors of channels;
              "exchanged" alone: a pointwise layer leaves the windows of the depthwise layer behind it; "select": channels of
              one or two tensors, as concats, shuffles and slices in a row come to ("channel_gather")
  cycles      of its program, from launch to FINISH
  host        what the host takes, by its model (vtasim host --help): to launch each program, to lay out the network's input,
              and to take its outputs; with --host-between allowed also to change layouts in between, and to compute
              operations that the accelerator has no program for

With --single-program it runs once more with its programs joined to one: launched once, the next step's LOADs overlap the end
of the step before, as far as they do not need what it leaves. Where the host does something in between there are more, one
for each run of steps without it. The column "in one program" has by how many cycles each step ended after the one before;
tensors that no later step has stored over are verified in the end.

The second table has what other rules for the whole network would come to, each at its best. Frames a second are those of the
accelerator and the host one after the other.

Exit status: 0 when every network was planned, run and verified; 1 when one was not; 2 for bad input: then nothing is run.)";

struct Options : ComparisonOptions {
  std::string network;
  std::string objective = "cycles";
  std::string host_between = "never";
  std::string order = "NCHW";
  bool single_program = false;
};

compiler::PlanningRules rules_of(const Options& options, const experiment::HostModel& host) {
  compiler::PlanningRules rules = experiment::planning_rules(host);
  rules.objective = options.objective == "time" ? compiler::Objective::time : compiler::Objective::cycles;
  rules.host_between = options.host_between == "allowed";
  rules.order = options.order == "NHWC" ? compiler::HostOrder::nhwc : compiler::HostOrder::nchw;
  return rules;
}

/// Plans and runs the network on one configuration after the other.
class Runs {
 public:
  Runs(const Options& options, report::NetworkResults& all, std::optional<Emission>& emission)
      : options_(options), all_(all), emission_(emission) {}

  void run(const isa::HardwareConfig& config) {
    const compiler::Graph& graph = all_.data->graph;
    report::NetworkResult& result = all_.results.emplace_back();
    result.hardware = config;
    const experiment::WaysRequest request{experiment::effort_of(options_.search),
                                          static_cast<std::size_t>(options_.jobs), all_.host, all_.rules};
    static_cast<experiment::PlannedNetwork&>(result) = plan_with_search(
        laboratory_, *all_.data, config, request, [&](const std::string& name, std::size_t done, std::size_t all) {
          progress_.show(fmt::format("{} on {}: searching for {}", graph.name, config.name, name), done, all);
        });
    if (!result.plan) return;
    result.strategies = experiment::strategies(graph, result.ways, all_.rules, config);
    std::function<void(const isa::Case&)> emit;
    if (emission_) emit = [&](const isa::Case& program) { emission_->write(program); };
    const auto running = [&](const char* how) {
      return [this, &graph, &config, &result, how](std::size_t step) {
        progress_.show(fmt::format("{} on {}: running{}", graph.name, config.name, how), step,
                       result.plan->steps.size());
      };
    };
    result.run = run_network(machine_, *all_.data, result.ways, *result.plan, config, emit, running(""));
    if (options_.single_program && result.run.verified) {
      result.joined =
          run_joined(machine_, *all_.data, result.ways, *result.plan, config, emit, running(" as one program"));
    }
    progress_.clear();
  }

 private:
  const Options& options_;
  report::NetworkResults& all_;
  std::optional<Emission>& emission_;
  machine::Machine machine_;
  experiment::SearchStore store_{open_cache(options_.no_cache)};
  const experiment::Laboratory laboratory_{machine_, store_};
  Progress progress_;
};

/// The first problem of a result; empty where there is none.
std::string problem_of(const report::NetworkResult& result) {
  if (!result.plan) return result.error;
  if (!result.run.problem.empty() || !result.joined || result.joined->problem.empty()) return result.run.problem;
  return "as one program: " + result.joined->problem;
}

ExitCode network(const Options& options) {
  const compiler::Graph graph = compiler::find_graph(options.network);
  ComparisonSetup setup = set_up(options);
  const experiment::NetworkData data = experiment::make_network_data(graph, options.seed);
  report::NetworkResults all;
  all.data = &data;
  all.host = setup.host;
  all.rules = rules_of(options, setup.host);
  all.seed = options.seed;
  std::string complaint;
  Runs runs(options, all, setup.emission);
  for (const isa::HardwareConfig& config : setup.hardware) {
    runs.run(config);
    const report::NetworkResult& result = all.results.back();
    const std::string why = problem_of(result);
    if (!why.empty() && complaint.empty()) {
      complaint = fmt::format("{} on {}: {}", data.graph.name, config.name, why);
    }
    if (!result.plan) continue;
    if (all.results.size() > 1) print("\n");
    print(format_network(all, result, output_width(options.wide)));
    flush_output();
  }
  if (!options.json_file.empty()) write_file(options.json_file, json_text(report::to_json(all), 2) + '\n');
  return complaint.empty() ? kSuccess : complain(kDisagrees, complaint);
}

}  // namespace

void add_network_command(CommandLine& line, ExitCode& status) {
  Command command =
      line.add_command("network", "Plan a whole network, run it on one DRAM from input to outputs, and verify");
  auto options = std::make_shared<Options>();
  command.add_option("NETWORK", options->network, "A network: a name from configs/networks, or a JSON file").required();
  command.add_option("--hardware", options->hardware, "Configurations: names from configs/hardware, or JSON files")
      .required()
      .comma_separated()
      .type_name("CONFIG[,CONFIG...]");
  command
      .add_option("--objective", options->objective,
                  "What is to be least: cycles of the accelerator, or its time and "
                  "the host's (default: cycles)")
      .one_of({"cycles", "time"});
  command
      .add_option("--host-between", options->host_between,
                  "Whether the host may work between the network's input and its outputs (default: never)")
      .one_of({"never", "allowed"});
  command
      .add_option("--order", options->order,
                  "How the input comes and outputs are wanted, in the host's memory (default: NCHW)")
      .one_of({"NCHW", "NHWC"});
  command.add_flag("--single-program", options->single_program,
                   "Run the network with its programs joined to one, too: launched once, they overlap");
  command.add_option("--search", options->search, "How many programs to simulate for each mapping (default: quick)")
      .one_of({"quick", "full"});
  command
      .add_option("--host", options->host,
                  "The host's model: a name from configs/hosts, or a JSON file (default: pynq)")
      .type_name("HOST");
  command.add_option("--json", options->json_file, "Write all that is known of every step to this file")
      .type_name("FILE");
  command
      .add_option("--emit", options->emit_directory,
                  "Write each program as a case file, with its inputs and the output it must leave")
      .type_name("DIR");
  add_seed_option(command, options->seed, "the network's weights and input");
  add_jobs_option(command, options->jobs, "Searches to make at a time");
  add_cache_option(command, options->no_cache);
  add_wide_option(command, options->wide, kFooter);
  command.callback([options, &status] { status = network(*options); });
}

}  // namespace vtasim::app
