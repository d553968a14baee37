#include "sim/app/program_choice.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "isa/base/error.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/app/progress.h"
#include "sim/app/schedules.h"
#include "sim/experiment/schedule.h"
#include "sim/experiment/schedule_file.h"

namespace vtasim::app {
namespace {

/// The one schedule for the layer that was asked for; one that decides nothing but the mapping where none was.
experiment::Schedule find_one_schedule(const ProgramOptions& options, const compiler::Layer& layer,
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
  throw Error(fmt::format("--schedule: this command takes one schedule; these are {}", schedules.size()));
}

isa::Case find_one_case(const ProgramOptions& options) {
  std::vector<isa::Case> cases = isa::read_cases(options.layer);
  if (!options.case_name.empty()) {
    for (isa::Case& c : cases) {
      if (c.program.name == options.case_name) return std::move(c);
    }
    throw Error(fmt::format("{}: no case is named \"{}\"; the first is {}", options.layer, options.case_name,
                            cases.front().program.name));
  }
  if (cases.size() == 1) return std::move(cases.front());
  throw Error(fmt::format("{} has {} cases: choose one with --case; the first is {}", options.layer, cases.size(),
                          cases.front().program.name));
}

}  // namespace

void add_program_options(Command& command, ProgramOptions& options) {
  command
      .add_option("LAYER", options.layer,
                  "A layer, or a network with --layer: a name, or a JSON file; or a case file (.jsonl)")
      .required();
  command.add_option("--layer", options.only, "The network's layer").type_name("NAME");
  command.add_option("--case", options.case_name, "The case of the case file").type_name("NAME");
  command
      .add_option("--hardware", options.hardware,
                  "A name from configs/hardware, or a JSON file; a case has one of its own")
      .type_name("CONFIG");
  command.add_option("--mapping", options.mapping, "A mapping, or auto for the best of all (default: auto)")
      .type_name("NAME");
  add_schedule_option(command, options.schedule_files);
  command.add_option("--search", options.search, "How many tilings to simulate for each mapping (default: quick)")
      .one_of({"quick", "full"});
  add_seed_option(command, options.seed);
  add_cache_option(command, options.no_cache);
}

bool names_case_file(const ProgramOptions& options) {
  return std::filesystem::path(options.layer).extension() == ".jsonl";
}

CaseChoice choose_case(const ProgramOptions& options) {
  isa::Case one = find_one_case(options);
  if (!options.hardware.empty()) return {std::move(one.program), isa::find_hardware_config(options.hardware)};
  isa::HardwareConfig hardware = one.hardware ? *one.hardware : isa::find_hardware_config(one.program.config);
  return {std::move(one.program), std::move(hardware)};
}

LayerChoice choose_layer(const ProgramOptions& options) {
  const compiler::Layer layer = find_one_layer(options.layer, options.only);
  if (options.hardware.empty()) throw Error("--hardware is required for a layer");
  const isa::HardwareConfig hardware = isa::find_hardware_config(options.hardware);
  const experiment::Schedule schedule = find_one_schedule(options, layer, hardware);
  compiler::Layer scheduled = scheduled_layer(layer, schedule);
  experiment::MappingRequest request = request_scheduled(schedule, scheduled, hardware);
  return {std::move(scheduled), hardware, std::move(request)};
}

experiment::LayerRun run_layer(machine::Machine& machine, const ProgramOptions& options, const LayerChoice& choice) {
  if (!choice.request.error.empty()) return refused_run(choice.request, choice.layer, choice.hardware);
  experiment::SearchStore store(open_cache(options.no_cache));
  Progress progress;
  const experiment::LayerData data = experiment::make_layer_data(choice.layer, options.seed);
  experiment::LayerRun run =
      run_layer({machine, store, true}, data, choice.request, choice.hardware, experiment::effort_of(options.search),
                [&](int n) { progress.show(counted(n, "program") + " simulated"); });
  progress.clear();
  return run;
}

}  // namespace vtasim::app
