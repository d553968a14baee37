#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/shipped.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/app/progress.h"
#include "sim/app/terminal.h"
#include "sim/experiment/host_measurement.h"
#include "sim/experiment/host_model.h"
#include "sim/report/host_table.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim host                                    every host that comes with vtasim
  vtasim host pynq ./board.json                  two of them, side by side
  vtasim host --measure -o board.json            measures the processor that this runs on, and writes its file
  vtasim host --measure --launch-microseconds 4 --accelerator-hz 150000000 -o board.json
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64 --host ./board.json

A host is the processor beside the accelerator: a name from configs/hosts, or a file. Its model turns cycles and what the
host does into seconds, and nothing else:
  computing   cycles / accelerator_hz
  a launch    launch_microseconds for each program, from writing the accelerator's registers to seeing that it is done
  packing     (bytes x cycles_per_byte + pieces x cycles_per_piece + lines x cycles_per_line) / core_hz, on one core.
              A change of layout writes its bytes in order. A piece is a run of bytes that lie side by side both where they
              are read and where they are written, or of one constant. Lines are those of the cache, of line_bytes: of what
              is written each once; of what is read another one whenever the next byte lies in another than the last
  a layer     multiply-adds / (multiply_adds_per_cycle x core_hz), divided by the cores that share it

--measure times changes of layout of 50,176 to 6,422,528 bytes as vtasim makes them, and plain 8-bit convolutions, on one
core of the machine that it runs on, and fits the cycles to the times; the file says in `source` what was measured, and how
well the model fits. It takes a second, on a small board some, in which nothing else should run. What a launch takes, and
the accelerator's clock, cannot be measured without an accelerator. Without -o the file is printed.

Exit status: 0, or 2 for a host that cannot be read and a file that cannot be written.)";

constexpr const char* kMeasuredName = "measured";

struct Options {
  std::vector<std::string> names;
  bool json = false;
  bool wide = false;
  bool measure = false;
  std::string name;
  std::string file;
  std::int64_t accelerator_hz = 0;  ///< 0: not given.
  double launch_microseconds = -1;  ///< Likewise -1.
};

ExitCode show_hosts(const Options& options) {
  if (!options.name.empty() || !options.file.empty() || options.accelerator_hz > 0 ||
      options.launch_microseconds >= 0) {
    throw Error("--name, -o, --accelerator-hz and --launch-microseconds are of a host that is measured: --measure");
  }
  std::vector<experiment::HostModel> hosts;
  for (const std::string& name : options.names.empty() ? experiment::host_model_names() : options.names) {
    hosts.push_back(experiment::find_host_model(name));
  }
  if (hosts.empty()) throw Error(fmt::format("{}: has no hosts", shipped_directory("hosts").string()));
  if (!options.json) {
    print(report::format_hosts(hosts, output_width(options.wide)));
    return kSuccess;
  }
  nlohmann::json array = nlohmann::json::array();
  for (const experiment::HostModel& host : hosts) array.push_back(to_json(host));
  print(fmt::format("{}\n", json_text(array, 2)));
  return kSuccess;
}

ExitCode measure_host(const Options& options) {
  if (!options.names.empty()) {
    throw Error(fmt::format("{}: a host that is measured has its name by --name", options.names.front()));
  }
  if (options.json) throw Error("--json: what --measure writes is JSON");
  if (!options.file.empty()) check_outputs({{"-o", options.file}});
  experiment::HostRequest request;
  request.name = !options.name.empty()   ? options.name
                 : !options.file.empty() ? name_of_file(options.file)
                                         : kMeasuredName;
  check_name(request.name, options.name.empty() ? options.file : "--name");
  request.accelerator_given = options.accelerator_hz > 0;
  if (request.accelerator_given) request.accelerator_hz = options.accelerator_hz;
  request.launch_given = options.launch_microseconds >= 0;
  if (request.launch_given) request.launch_microseconds = options.launch_microseconds;
  Progress progress;
  const experiment::MeasuredHost measured =
      experiment::measure_host(request, [&](const std::string& name, std::size_t done, std::size_t all) {
        progress.show(fmt::format("measuring: {}", name), done, all);
      });
  progress.clear();
  const std::string text = host_file_text(measured.host);
  if (options.file.empty()) {
    print(text);
    return kSuccess;
  }
  write_file(options.file, text);
  print(
      fmt::format("{}\n{}: the model is off by {:.1f}% (root mean square), at most {:.1f}%, of {} changes of layout\n",
                  report::format_hosts({measured.host}, output_width(options.wide)), options.file,
                  100 * measured.error.root_mean_square, 100 * measured.error.largest, measured.samples.size()));
  return kSuccess;
}

}  // namespace

void add_host_command(CommandLine& line, ExitCode& status) {
  Command command =
      line.add_command("host", "Show models of the processor beside the accelerator, or measure this one");
  auto options = std::make_shared<Options>();
  command.add_option("HOST", options->names, "Names or files of hosts (default: all that come with vtasim)");
  command.add_flag("--json", options->json, "Print JSON: an array of objects");
  command.add_flag("--measure", options->measure, "Measure the machine that this runs on");
  command.add_option("--name", options->name, "With --measure: the host's name (default: the file's)")
      .type_name("NAME");
  command.add_option("-o,--output", options->file, "With --measure: the file to write").type_name("FILE.json");
  command
      .add_number("--accelerator-hz", options->accelerator_hz, 1, experiment::kMostHz,
                  "With --measure: the accelerator's clock (default: Pynq's, 100000000)")
      .type_name("HZ");
  command
      .add_number("--launch-microseconds", options->launch_microseconds, 0, experiment::kMostMicroseconds,
                  "With --measure: what it takes to launch a program (default: Pynq's, 10)")
      .type_name("US");
  add_wide_option(command, options->wide, kFooter);
  command.callback([options, &status] { status = options->measure ? measure_host(*options) : show_hosts(*options); });
}

}  // namespace vtasim::app
