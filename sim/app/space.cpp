#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/mappings/registry.h"
#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/text.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/app/progress.h"
#include "sim/app/terminal.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/space_sample.h"
#include "sim/machine/machine.h"
#include "sim/report/space_report.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim space depthwise-small --hardware b16-bus64
  vtasim space mobilenet-v1 --layer dw7 --hardware b16-bus64 --mapping diagonal,swapped --samples 1000
  vtasim space mobilenet-v1-dw1 --hardware b16-bus64 --mapping diagonal --search full --json space.json

Is the search any good? Of each mapping: how many schedules there are, cycles of random ones, each with the same chance,
and of the one that the search found. Beneath, the distribution for the mapping whose search found the fewest cycles.

Schedules are tilings that fit the scratchpads: extents of tiles by the number of pieces that they make, loop orders that
are not the same, up to 4 buffers, up to 6 halvings of the first and the last tile, parts that they are stored in, filters
a LOAD, operations on padding or none; where the bias enters is the search's choice. Those of more than 20,000 steps are
left aside.

Exit status: 0; 1 when a mapping named by --mapping has no program for the layer, or no mapping has one; 2 for bad input.)";

struct Options {
  std::string layer;
  std::string only;
  std::string hardware;
  std::vector<std::string> mappings;
  std::string search = "quick";
  std::string json_file;
  std::int64_t samples = 200;
  std::uint64_t seed = 1;
  bool no_cache = false;
  bool wide = false;
};

/// The mappings that were asked for, or the named ones that take the layer.
std::vector<std::string> mappings_of(const Options& options, const compiler::Layer& layer,
                                     const isa::HardwareConfig& hardware) {
  for (const std::string& name : options.mappings) {
    if (name == experiment::kAutoMapping) throw Error("--mapping: auto is no mapping by itself; name some");
    experiment::check_mapping(name, "--mapping");
  }
  if (!options.mappings.empty()) return options.mappings;
  std::vector<std::string> names;
  for (const std::string& name : compiler::mapping_names()) {
    if (applicable(name, layer, hardware)) names.push_back(name);
  }
  return names;
}

ExitCode show_space(const Options& options) {
  const compiler::Layer layer = find_one_layer(options.layer, options.only);
  const isa::HardwareConfig hardware = isa::find_hardware_config(options.hardware);
  const std::vector<std::string> mappings = mappings_of(options, layer, hardware);
  check_unique(mappings, "--mapping");
  if (!options.json_file.empty()) check_outputs({{"--json", options.json_file}});
  if (mappings.empty()) return complain(kDisagrees, fmt::format("layer {}: no mapping takes it", layer.name));

  machine::Machine machine;
  experiment::SearchStore store(open_cache(options.no_cache));
  Progress progress;
  const experiment::SearchData data = experiment::make_search_data(layer, options.seed);
  std::vector<experiment::SpaceSample> samples;
  for (const std::string& mapping : mappings) {
    samples.push_back(
        experiment::sample_space({machine, store}, data, mapping, hardware, experiment::effort_of(options.search),
                                 static_cast<std::size_t>(options.samples), options.seed, [&](int n) {
                                   progress.show(fmt::format("mapping {} of {}: {}, {} simulated", samples.size() + 1,
                                                             mappings.size(), mapping, counted(n, "program")));
                                 }));
  }
  progress.clear();

  if (!options.json_file.empty()) {
    nlohmann::json rows = nlohmann::json::array();
    for (const experiment::SpaceSample& sample : samples) rows.push_back(report::to_json(sample));
    const nlohmann::json all = {
        {"layer", layer.name}, {"hardware", hardware.name}, {"seed", options.seed}, {"mappings", rows}};
    write_file(options.json_file, json_text(all, 2) + '\n');
  }
  const std::size_t width = output_width(options.wide);
  print(report::format_space(samples, width));
  const experiment::SpaceSample* best = nullptr;
  for (const experiment::SpaceSample& sample : samples) {
    if (!sample.cycles.empty() && (best == nullptr || sample.searched < best->searched)) best = &sample;
  }
  if (best != nullptr) print(fmt::format("\n{}", report::format_distribution(*best, width)));
  for (const experiment::SpaceSample& sample : samples) {
    const bool wanted = !options.mappings.empty() || best == nullptr;
    if (!sample.error.empty() && wanted) return complain(kDisagrees, sample.error);
  }
  return kSuccess;
}

}  // namespace

void add_space_command(CommandLine& line, ExitCode& status) {
  Command command =
      line.add_command("space", "Count a layer's schedules, and show where the search's stands among random ones");
  auto options = std::make_shared<Options>();
  command.add_option("LAYER", options->layer, "A layer, or a network with --layer: a name, or a JSON file").required();
  command.add_option("--layer", options->only, "The network's layer").type_name("NAME");
  command.add_option("--hardware", options->hardware, "A name from configs/hardware, or a JSON file")
      .required()
      .type_name("CONFIG");
  command.add_option("--mapping", options->mappings, "Mappings (default: all named ones that take the layer)")
      .comma_separated()
      .type_name("NAME[,NAME...]");
  command.add_number("--samples", options->samples, 1, 1'000'000, "Random schedules of each mapping (default: 200)")
      .type_name("N");
  command.add_option("--search", options->search, "How many tilings the search simulates (default: quick)")
      .one_of({"quick", "full"});
  command.add_option("--json", options->json_file, "Write all cycles to this file").type_name("FILE");
  add_seed_option(command, options->seed, "the random schedules, and of the layer's data");
  add_cache_option(command, options->no_cache);
  add_wide_option(command, options->wide, kFooter);
  command.callback([options, &status] { status = show_space(*options); });
}

}  // namespace vtasim::app
