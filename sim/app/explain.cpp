#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/text.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/app/progress.h"
#include "sim/app/schedules.h"
#include "sim/app/terminal.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/schedule.h"
#include "sim/experiment/schedule_file.h"
#include "sim/experiment/schedule_text.h"
#include "sim/machine/machine.h"
#include "sim/report/program_explanation.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64
  vtasim explain resnet-18 --layer stage2-block1-conv1 --hardware b16-bus512
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64 --mapping swapped --search full
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64 --schedule mine.json

Shows the program that the search found: its tiling and loop nest, what it has in each scratchpad, the lower bound and the
resource that it comes from, where the cycles of each module went, and what the cycles above the bound are.

Exit status: 0 when the program finished and is verified; 1 when not, or when there is none; 2 for bad input.)";

struct Options {
  std::string layer;
  std::string only;
  std::string hardware;
  std::string mapping = experiment::kAutoMapping;
  std::vector<std::string> schedule_files;
  std::string saved_schedule_file;
  std::string search = "quick";
  std::uint64_t seed = 1;
  bool no_cache = false;
  bool wide = false;
};

/// The one schedule for the layer that was asked for; one that decides nothing but the mapping where none was.
experiment::Schedule find_one_schedule(const Options& options, const compiler::Layer& layer,
                                       const isa::HardwareConfig& hardware) {
  experiment::check_mapping(options.mapping, "--mapping");
  const bool any = options.mapping == experiment::kAutoMapping;
  if (options.schedule_files.empty()) {
    experiment::Schedule schedule;
    if (!any) schedule.mapping.name = options.mapping;
    return schedule;
  }
  if (!any) throw Error("--mapping: with --schedule, the schedule names the mapping, or none");
  std::vector<experiment::Schedule> schedules = load_schedules(options.schedule_files);
  check_schedules(schedules, std::vector{layer}, {hardware});
  if (schedules.size() == 1) return std::move(schedules.front());
  throw Error(fmt::format("--schedule: explain shows one schedule; these are {}", schedules.size()));
}

ExitCode explain(const Options& options) {
  compiler::Layer layer = find_one_layer(options.layer, options.only);
  const isa::HardwareConfig hardware = isa::find_hardware_config(options.hardware);
  const experiment::Schedule schedule = find_one_schedule(options, layer, hardware);
  if (!options.saved_schedule_file.empty()) check_outputs({{"--save-schedule", options.saved_schedule_file}});
  layer = scheduled_layer(layer, schedule);
  const experiment::MappingRequest request = request_scheduled(schedule, layer, hardware);
  if (!request.error.empty()) return complain(kDisagrees, request.error);
  machine::Machine machine;
  experiment::SearchStore store(open_cache(options.no_cache));
  Progress progress;
  const experiment::LayerData data = experiment::make_layer_data(layer, options.seed);
  const experiment::LayerRun run =
      run_layer({machine, store}, data, request, hardware, experiment::effort_of(options.search),
                [&](int n) { progress.show(counted(n, "program") + " simulated"); });
  progress.clear();
  if (!run.compiled) return complain(kDisagrees, run.row.error.empty() ? run.row.problem : run.row.error);
  if (run.row.verified && !options.saved_schedule_file.empty()) {
    write_file(options.saved_schedule_file, schedules_text(std::vector{schedule_of(run)}));
  }
  const compiler::Mapping& mapping = run.compiled->mapping;
  print(report::explain_program(run.row, mapping.nest, mapping.output_layout, output_width(options.wide)));
  if (!run.row.record.finished) return complain(kDisagrees, "did not finish: " + run.row.problem);
  return run.row.verified ? kSuccess : complain(kDisagrees, "wrong: " + run.row.problem);
}

}  // namespace

void add_explain_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("explain", "Show a layer's best program: tiling, loops, buffers, bounds, cycles");
  auto options = std::make_shared<Options>();
  command.add_option("LAYER", options->layer, "A layer, or a network with --layer: a name, or a JSON file").required();
  command.add_option("--layer", options->only, "The network's layer").type_name("NAME");
  command.add_option("--hardware", options->hardware, "A name from configs/hardware, or a JSON file")
      .required()
      .type_name("CONFIG");
  command.add_option("--mapping", options->mapping, "A mapping, or auto for the best of all (default: auto)")
      .type_name("NAME");
  add_schedule_options(command, options->schedule_files, options->saved_schedule_file);
  command.add_option("--search", options->search, "How many tilings to simulate for each mapping (default: quick)")
      .one_of({"quick", "full"});
  add_seed_option(command, options->seed);
  add_cache_option(command, options->no_cache);
  add_wide_option(command, options->wide, kFooter);
  command.callback([options, &status] { status = explain(*options); });
}

}  // namespace vtasim::app
