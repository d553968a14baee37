#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "isa/base/atomic_files.h"
#include "isa/base/text.h"
#include "isa/base/text_width.h"
#include "isa/lives.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/app/program_choice.h"
#include "sim/app/schedules.h"
#include "sim/app/terminal.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/mapping_json.h"
#include "sim/experiment/profile.h"
#include "sim/experiment/schedule.h"
#include "sim/experiment/schedule_file.h"
#include "sim/experiment/schedule_text.h"
#include "sim/experiment/what_if.h"
#include "sim/machine/machine.h"
#include "sim/report/cause_tables.h"
#include "sim/report/comparison_json.h"
#include "sim/report/critical_path_report.h"
#include "sim/report/profile_json.h"
#include "sim/report/program_explanation.h"
#include "sim/report/stall_list.h"
#include "sim/report/timeline_chart.h"
#include "sim/report/verdict.h"
#include "sim/report/what_if_table.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64
  vtasim explain resnet-18 --layer stage2-block1-conv1 --hardware b16-bus512
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64 --mapping swapped --search full
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64 --schedule mine.json
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64 --timeline --critical-path     where the time goes
  vtasim explain mobilenet-v1-dw1 --hardware b16-bus64 --what-if --top 20             what would help
  vtasim explain tests/golden/b16-bus64/layers.jsonl --case conv-1x1-28 --timeline    a program of a case file

Shows the program that the search found: its tiling and loop nest, what it has in each scratchpad, the lower bound and the
resource that it comes from, what every cycle of every module went to, what the cycles above the bound are, and in a line
what bounds the run. Of a program in a case file it shows the cycles alone.

Every cycle of a module has one cause. At work: an operation of GEMM or ALU is issued or a beat of its own data is on the
bus; the memory's delay; the bus, taken by another reader; the request, until a command is with the memory engine; the
pipeline, as it fills and drains, with zeros that are written and instructions that only move tokens. Idle: it waits for
a token of the previous module or the next one, for an instruction to be fetched, or for fetch, which stands before the
full queue of another module; it hands over an instruction; nothing is left for it.

--top lists the stalls of single instructions by their place in the loop nest, with the slack of each: how many cycles later it could have ended and
FINISH had come when it did, if all else had taken as long. "-": FINISH does not depend on it.
--critical-path shows what the total consists of: what FINISH waited for last, what that waited for last, and so on.
--what-if runs the same program on a machine with one thing changed: a memory without delay; the hardware with a bus of
twice the bits (and the load, store and fetch units that it builds for that); GEMM, ALU or LOADs of micro-ops that take
no longer than an instruction that only moves tokens; instruction queues that are never full.

Exit status: 0 when the program finished and is verified; 1 when not, or when there is none; 2 for bad input.)";

struct Options : ProgramOptions {
  std::string saved_schedule_file;
  std::string json_file;
  std::int64_t top = 0;
  bool critical_path = false;
  bool what_if = false;
  bool timeline = false;
  bool wide = false;
};

void check_files(const Options& options) {
  std::vector<Output> outputs;
  for (const auto& [option, file] :
       {std::pair("--json", options.json_file), std::pair("--save-schedule", options.saved_schedule_file)}) {
    if (!file.empty()) outputs.push_back({option, file});
  }
  check_outputs(outputs);
}

/// The views of a program that the options ask for, each behind a blank line.
class Views {
 public:
  Views(const Options& options, machine::Machine& machine, const isa::HardwareConfig& hardware,
        const isa::Program& program, const isa::ProgramNotes& notes)
      : options_(options),
        machine_(machine),
        program_(program),
        profile_(experiment::profile(machine, hardware, program, kMaxCycles, notes)),
        width_(output_width(options.wide)) {}

  const experiment::Profile& profile() const { return profile_; }

  /// What every cycle went to, of a program that nothing else is known of.
  void print_cycles() const {
    const isa::RunRecord& record = profile_.result.record;
    print(fmt::format("{}: {} on {}\n{}\n", program_.name,
                      counted(static_cast<std::int64_t>(profile_.program.size()), "instruction"),
                      profile_.hardware.name,
                      record.finished ? fmt::format("Cycles: {}\n", grouped(record.cycles)) : "Does not finish\n"));
    print(report::idle_table(profile_.causes, width_) + '\n' + report::work_table(profile_.causes, width_));
  }

  void print_views() {
    if (options_.timeline) {
      print('\n' + report::timeline_chart(
                       experiment::timeline(machine_, profile_, program_, report::timeline_columns(width_))));
    }
    if (options_.top > 0) {
      print('\n' + report::stall_list(profile_, static_cast<std::size_t>(options_.top), width_));
    }
    if (!profile_.result.record.finished) return;
    if (options_.critical_path) print('\n' + report::critical_path_report(profile_, width_));
    if (options_.what_if) {
      what_ifs_ = experiment::run_what_ifs(machine_, profile_.hardware, program_);
      print('\n' + report::what_if_table(profile_.result.record.cycles, what_ifs_, width_));
    }
    print('\n' + wrapped_lines(report::verdict(profile_) + '\n', width_));
  }

  /// Writes --json, with the members of `of_layer`.
  void write_json(const nlohmann::ordered_json& of_layer = nlohmann::ordered_json::object()) const {
    if (options_.json_file.empty()) return;
    nlohmann::ordered_json object = report::to_json(profile_, isa::lives_of(program_, profile_.hardware));
    object["timeline"] = report::to_json(experiment::cause_history(machine_, profile_, program_));
    if (options_.what_if) object["what_if"] = report::to_json(what_ifs_);
    object.update(of_layer);
    write_file(options_.json_file, report::profile_text(object));
  }

 private:
  const Options& options_;
  machine::Machine& machine_;
  const isa::Program& program_;
  experiment::Profile profile_;
  std::vector<experiment::WhatIfRun> what_ifs_;
  std::size_t width_;
};

ExitCode explain_case(const Options& options) {
  const CaseChoice choice = choose_case(options);
  check_files(options);
  machine::Machine machine;
  Views views(options, machine, choice.hardware, choice.program, {});
  views.print_cycles();
  views.print_views();
  views.write_json();
  const machine::RunResult& result = views.profile().result;
  return result.record.finished ? kSuccess : complain(kDisagrees, "did not finish: " + result.problem);
}

ExitCode explain_layer(const Options& options) {
  const LayerChoice choice = choose_layer(options);
  check_files(options);
  machine::Machine machine;
  const experiment::LayerRun run = run_layer(machine, options, choice);
  if (!run.compiled) return complain(kDisagrees, run.row.error.empty() ? run.row.problem : run.row.error);
  if (run.row.verified && !options.saved_schedule_file.empty()) {
    write_file(options.saved_schedule_file, schedules_text(std::vector{schedule_of(run)}));
  }
  const compiler::Mapping& mapping = run.compiled->mapping;
  print(report::explain_program(run.row, mapping.nest, mapping.output_layout, output_width(options.wide)));
  Views views(options, machine, choice.hardware, run.compiled->program, run.notes);
  views.print_views();
  views.write_json({{"mapping", experiment::mapping_json(choice.layer, mapping, choice.hardware.block)},
                    {"row", report::to_json(run.row)}});
  if (!run.row.record.finished) return complain(kDisagrees, "did not finish: " + run.row.problem);
  return run.row.verified ? kSuccess : complain(kDisagrees, "wrong: " + run.row.problem);
}

ExitCode explain(const Options& options) {
  return names_case_file(options) ? explain_case(options) : explain_layer(options);
}

}  // namespace

void add_explain_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("explain", "Show a layer's best program: tiling, loops, buffers, bounds, cycles");
  auto options = std::make_shared<Options>();
  add_program_options(command, *options);
  add_saved_schedule_option(command, options->saved_schedule_file);
  command.add_number("--top", options->top, 1, 1'000'000, "List the N costliest stalls").type_name("N");
  command.add_flag("--critical-path", options->critical_path, "Show what the total consists of, and who has slack");
  command.add_flag("--what-if", options->what_if, "Run the program again on machines with one thing changed");
  command.add_flag("--timeline", options->timeline, "Draw what each module did over time");
  command.add_option("--json", options->json_file, "Write all that is known of the run, instruction by instruction")
      .type_name("FILE");
  add_wide_option(command, options->wide, kFooter);
  command.callback([options, &status] { status = explain(*options); });
}

}  // namespace vtasim::app
