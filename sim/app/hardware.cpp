#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/shipped.h"
#include "isa/hardware_config.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/terminal.h"
#include "sim/report/hardware_table.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim hardware                              every configuration that comes with vtasim
  vtasim hardware b16-bus64 b32-bus64          two of them, side by side
  vtasim hardware ./vta_config.json --json     a file of TVM's own, as JSON

A configuration is a name from configs/hardware or a file: TVM's vta_config.json, with an optional object "shell" for
what TVM's keys leave open (bus_bits, max_burst_beats, memory_delay, queue_depth), and alu_mul, an extension that the RTL
does not have. Where not all fit beside each other, the rest stand beneath.

Exit status: 0, or 2 for a configuration that cannot be read or built.)";

struct Options {
  std::vector<std::string> names;
  bool json = false;
  bool wide = false;
};

ExitCode show_hardware(const Options& options) {
  std::vector<isa::HardwareConfig> configs;
  for (const std::string& name : options.names.empty() ? isa::hardware_config_names() : options.names) {
    configs.push_back(isa::find_hardware_config(name));
  }
  if (configs.empty()) throw Error(fmt::format("{}: has no configurations", shipped_directory("hardware").string()));
  if (!options.json) {
    print(report::format_hardware(configs, output_width(options.wide)));
    return kSuccess;
  }
  nlohmann::json array = nlohmann::json::array();
  for (const isa::HardwareConfig& config : configs) array.push_back(to_json(config));
  print(fmt::format("{}\n", json_text(array, 2)));
  return kSuccess;
}

}  // namespace

void add_hardware_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("hardware", "Show hardware configurations: their keys and the sizes that follow");
  auto options = std::make_shared<Options>();
  command.add_option("CONFIG", options->names, "Names or files of configurations (default: all that come with vtasim)");
  command.add_flag("--json", options->json, "Print JSON: an array of objects");
  add_wide_option(command, options->wide, kFooter);
  command.callback([options, &status] { status = show_hardware(*options); });
}

}  // namespace vtasim::app
