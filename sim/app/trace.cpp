#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/signal_hold.h"
#include "isa/base/text.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/app/program_choice.h"
#include "sim/processes/signal_watch.h"
#include "sim/trace/perfetto_writer.h"
#include "sim/trace/trace_run.h"
#include "sim/trace/vcd_writer.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim trace mobilenet-v1-dw1 --hardware b16-bus64 -o dw1.pftrace
  vtasim trace resnet-18 --layer stage2-block1-conv1 --hardware b16-bus512 --mapping direct -o conv.pftrace
  vtasim trace tests/golden/b16-bus64/layers.jsonl --case conv-1x1-28 -o case.pftrace --vcd case.vcd

Writes a program's run, cycle by cycle, for programs that show such: a trace for Perfetto (https://ui.perfetto.dev, or its
trace_processor), and waveforms for GTKWave and others that read VCD. A cycle is a nanosecond in both.

A trace has a track for each of load, compute, store and fetch: instructions, within each what its cycles went to, and
between them what the module waited for, with the causes of explain. Two tracks have the bursts on the bus, by who reads
or writes; the tokens in each queue are counters, and so are the entries of each scratchpad that are live: written, and
still to be read. An arrow leads from the instruction that pushes a token to the one that takes it.

A VCD has of each module its work, the cause of the cycle and the instruction it is at, the tokens in each queue, the live
entries of each scratchpad, and whose data is on the bus.

The program is found as explain finds it: the best of a layer, or one of a case file. A run that does not finish is
written up to where it stands.

Exit status: 0 when the program finished and is verified; 1 when not, or when there is none; 2 for bad input.)";

struct Options : ProgramOptions {
  std::string trace_file;
  std::string vcd_file;
};

/// A file that is written while a machine runs, where nothing may be thrown: what fails is kept, and no more is
/// written.
class Stream {
 public:
  Stream(AtomicFiles& files, const std::string& file) : files_(files), number_(files.begin(file)) {}

  trace::Output output() {
    return [this](std::string_view piece) { write(piece); };
  }

  /// Throws what has failed.
  void check() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void write(std::string_view piece) {
    if (failure_) return;
    try {
      if (const int signal = SignalHold::waiting(); signal != 0) throw processes::Interrupted{signal};
      files_.append(number_, piece);
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  AtomicFiles& files_;
  std::size_t number_;
  std::exception_ptr failure_;
};

void check_files(const Options& options) {
  if (options.trace_file.empty() && options.vcd_file.empty()) throw Error("-o or --vcd is required: what to write");
  std::vector<Output> outputs;
  if (!options.trace_file.empty()) outputs.push_back({"-o", options.trace_file});
  if (!options.vcd_file.empty()) outputs.push_back({"--vcd", options.vcd_file});
  check_outputs(outputs);
}

/// Runs the program and writes the files, all or none.
machine::RunResult write_traces(const Options& options, machine::Machine& machine, const isa::HardwareConfig& hardware,
                                const isa::Program& program, const isa::ProgramNotes& notes) {
  const std::string title = fmt::format("{} on {}", program.name, hardware.name);
  AtomicFiles files;
  std::optional<Stream> trace_stream;
  std::optional<Stream> vcd_stream;
  std::optional<trace::PerfettoWriter> perfetto;
  std::optional<trace::VcdWriter> vcd;
  std::vector<trace::TraceSink*> sinks;
  if (!options.trace_file.empty()) {
    trace_stream.emplace(files, options.trace_file);
    sinks.push_back(&perfetto.emplace(title, trace_stream->output(), notes));
  }
  if (!options.vcd_file.empty()) {
    vcd_stream.emplace(files, options.vcd_file);
    sinks.push_back(&vcd.emplace(title, vcd_stream->output()));
  }
  const trace::TracedRun run = trace::trace_run(machine, hardware, program, kMaxCycles, sinks);
  if (trace_stream) trace_stream->check();
  if (vcd) vcd->write();
  if (vcd_stream) vcd_stream->check();
  files.commit();
  const isa::RunRecord& record = run.result.record;
  print(fmt::format("{}: {}\n", title,
                    record.finished ? counted(record.cycles, "cycle")
                                    : fmt::format("does not finish; {} written", counted(run.causes.window, "cycle"))));
  return run.result;
}

ExitCode trace_case(const Options& options) {
  const CaseChoice choice = choose_case(options);
  check_files(options);
  machine::Machine machine;
  const machine::RunResult result = write_traces(options, machine, choice.hardware, choice.program, {});
  return result.record.finished ? kSuccess : complain(kDisagrees, "did not finish: " + result.problem);
}

ExitCode trace_layer(const Options& options) {
  const LayerChoice choice = choose_layer(options);
  check_files(options);
  machine::Machine machine;
  const experiment::LayerRun run = run_layer(machine, options, choice);
  if (!run.compiled) return complain(kDisagrees, run.row.error.empty() ? run.row.problem : run.row.error);
  write_traces(options, machine, choice.hardware, run.compiled->program, run.notes);
  if (!run.row.record.finished) return complain(kDisagrees, "did not finish: " + run.row.problem);
  return run.row.verified ? kSuccess : complain(kDisagrees, "wrong: " + run.row.problem);
}

}  // namespace

void add_trace_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("trace", "Write a program's run for Perfetto or GTKWave");
  auto options = std::make_shared<Options>();
  add_program_options(command, *options);
  command.add_option("-o,--output", options->trace_file, "The trace, for Perfetto").type_name("FILE.pftrace");
  command.add_option("--vcd", options->vcd_file, "The waveforms, for GTKWave").type_name("FILE.vcd");
  command.footer(kFooter);
  command.callback(
      [options, &status] { status = names_case_file(*options) ? trace_case(*options) : trace_layer(*options); });
}

}  // namespace vtasim::app
