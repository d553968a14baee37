#include "sim/app/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "isa/error.h"
#include "isa/files.h"
#include "sim/app/emit.h"
#include "sim/report/layer_run.h"

namespace vtasim::app {
namespace {

/// The configurations of --hardware.
std::vector<HardwareConfig> find_hardware(const std::vector<std::string>& names) {
  std::vector<HardwareConfig> configs;
  std::vector<std::string> found;
  for (const std::string& name : names) {
    configs.push_back(find_hardware_config(name));
    found.push_back(configs.back().name);
  }
  check_unique(found, "--hardware");  // Rows and emitted files are told apart by it.
  return configs;
}

}  // namespace

void check_unique(const std::vector<std::string>& list, const std::string& option) {
  for (auto name = list.begin(); name != list.end(); ++name) {
    if (std::find(list.begin(), name, *name) != name) throw Error(fmt::format("{}: {} is named twice", option, *name));
  }
}

void add_comparison_options(CLI::App& command, ComparisonOptions& options, const std::string& mappings) {
  command.add_option("--layer", options.only, "Only the network's layers of these names; * stands for any characters")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME[,NAME...]");
  command.add_option("--hardware", options.hardware, "Configurations: names from configs/hardware, or JSON files")
      ->required()
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("CONFIG[,CONFIG...]");
  command.add_option("--mapping", options.mappings, mappings)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME[,NAME...]");
  command.add_option("--search", options.search, "How many programs to simulate for each mapping (default: quick)")
      ->check(CLI::IsMember({"quick", "full"}));
  command
      .add_option("--host", options.host, "The host's model: a name from configs/hosts, or a JSON file (default: pynq)")
      ->type_name("HOST");
  command.add_option("--json", options.json_file, "Write all that is known of every row to this file")
      ->type_name("FILE");
  command
      .add_option("--emit", options.emit_directory, "Write each program as a case file, with the outputs it must leave")
      ->type_name("DIR");
  command.add_option("--seed", options.seed, "Seed of the layers' data (default: 1)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
}

ComparisonSetup set_up(const ComparisonOptions& options) {
  ComparisonSetup setup{find_host_model(options.host), find_hardware(options.hardware)};
  for (const std::string& name : options.mappings) check_mapping(name, "--mapping");
  check_unique(options.mappings, "--mapping");
  if (!options.json_file.empty()) AtomicFile::check_writable(options.json_file);
  if (!options.emit_directory.empty()) prepare_directory(options.emit_directory);
  return setup;
}

}  // namespace vtasim::app
