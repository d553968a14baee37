#include "sim/app/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <system_error>
#include <thread>
#include <utility>

#include "compiler/graph/network_file.h"
#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/workload/network.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/printable.h"
#include "isa/base/shipped.h"
#include "isa/base/text_width.h"
#include "sim/app/command_line.h"
#include "sim/app/outputs.h"
#include "sim/app/schedules.h"
#include "sim/experiment/layer_run.h"

namespace vtasim::app {
namespace {

/// The configurations of --hardware. Rows and emitted files are told apart by their names: where files of several
/// directories have one name, the path is.
std::vector<isa::HardwareConfig> find_hardware(const std::vector<std::string>& names) {
  std::vector<isa::HardwareConfig> configs;
  std::vector<std::string> found;
  for (const std::string& name : names) {
    configs.push_back(isa::find_hardware_config(name));
    found.push_back(configs.back().name);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_path(names[i]) && std::count(found.begin(), found.end(), found[i]) > 1)
      configs[i].name = printable(names[i]);
    for (std::size_t j = 0; j < i; ++j) {
      const bool same = is_path(names[i]) && is_path(names[j]) && same_file(names[i], names[j]);
      if (same || names[i] == names[j]) throw Error(fmt::format("--hardware: {} is named twice", names[i]));
    }
  }
  return configs;
}

/// Digits of a number that has 64 bits: the empty text, or what is wrong with them.
std::string check_seed(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [reached, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && reached == end) return "";
  return fmt::format("{} is no seed; legal are 0 to {}", shown(text), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace

compiler::Layer find_one_layer(const std::string& name_or_path, const std::string& only) {
  compiler::Network network = compiler::find_layers(name_or_path);
  if (!only.empty()) network = select_layers(network, {only});
  if (network.layers.size() == 1) return network.layers.front();
  throw Error(fmt::format("{} has {} layers: choose one with --layer; the first is {}", network.name,
                          network.layers.size(), network.layers.front().name));
}

std::vector<std::string> names_of_auto(std::size_t width) {
  std::vector<std::string> names = compiler::mapping_names();
  names.emplace_back(width == kUnlimitedWidth ? "in 16x1x1 step 16x1 out 16x1x1" : "in 2x4x2 step 2x2 out 4x2x2");
  return names;
}

void check_unique(const std::vector<std::string>& list, const std::string& option) {
  for (auto name = list.begin(); name != list.end(); ++name) {
    if (std::find(list.begin(), name, *name) != name) throw Error(fmt::format("{}: {} is named twice", option, *name));
  }
}

void add_comparison_options(Command& command, ComparisonOptions& options, const std::string& mappings) {
  command.add_option("--layer", options.only, "Only the network's layers of these names; * stands for any characters")
      .comma_separated()
      .type_name("NAME[,NAME...]");
  command.add_option("--hardware", options.hardware, "Configurations: names from configs/hardware, or JSON files")
      .required()
      .comma_separated()
      .type_name("CONFIG[,CONFIG...]");
  command.add_option("--mapping", options.mappings, mappings).comma_separated().type_name("NAME[,NAME...]");
  command.add_option("--search", options.search, "How many programs to simulate for each mapping (default: quick)")
      .one_of({"quick", "full"});
  add_schedule_option(command, options.schedule_files);
  add_saved_schedule_option(command, options.saved_schedule_file);
  command
      .add_option("--host", options.host, "The host's model: a name from configs/hosts, or a JSON file (default: pynq)")
      .type_name("HOST");
  command.add_option("--json", options.json_file, "Write all that is known of every row to this file")
      .type_name("FILE");
  command
      .add_option("--emit", options.emit_directory, "Write each program as a case file, with the outputs it must leave")
      .type_name("DIR");
  add_seed_option(command, options.seed);
  add_jobs_option(command, options.jobs, "Searches to make at a time");
  add_cache_option(command, options.no_cache);
}

void add_seed_option(Command& command, std::uint64_t& seed, const std::string& what) {
  command.add_option("--seed", seed, fmt::format("Seed of {} (default: 1)", what))
      .check(check_seed, "UINT64")
      .type_name("N");
}

void add_jobs_option(Command& command, std::int64_t& jobs, const std::string& what) {
  constexpr std::int64_t kMost = 1024;
  jobs = std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, kMost);
  command.add_number("-j,--jobs", jobs, 1, kMost, what + ", in processes (default: one a processor)").type_name("N");
}

void add_cache_option(Command& command, bool& no_cache) {
  command.add_flag(
      "--no-cache", no_cache,
      "Search again for what earlier runs have found, and keep nothing for later ones (vtasim cache --help)");
}

std::optional<experiment::SearchCache> open_cache(bool no_cache) {
  return no_cache ? std::nullopt : experiment::user_cache();
}

ComparisonSetup set_up(const ComparisonOptions& options) {
  ComparisonSetup setup{experiment::find_host_model(options.host), find_hardware(options.hardware), std::nullopt};
  for (const std::string& name : options.mappings) experiment::check_mapping(name, "--mapping");
  check_unique(options.mappings, "--mapping");
  std::vector<Output> outputs;
  for (const auto& [option, file] :
       {std::pair("--json", options.json_file), std::pair("--save-schedule", options.saved_schedule_file)}) {
    if (!file.empty()) outputs.push_back({option, file});
  }
  check_outputs(outputs);
  std::vector<std::filesystem::path> others;
  for (const Output& output : outputs) others.push_back(output.file);
  if (!options.emit_directory.empty()) setup.emission.emplace(options.emit_directory, std::move(others));
  return setup;
}

}  // namespace vtasim::app
