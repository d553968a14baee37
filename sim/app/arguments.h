#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"
#include "sim/app/emit.h"
#include "sim/experiment/host_model.h"
#include "sim/experiment/search_cache.h"

namespace vtasim::app {

class Command;

/// What the commands that compare ways of running layers have in common.
struct ComparisonOptions {
  std::vector<std::string> only;  ///< Layers of the network.
  std::string host = "pynq";
  std::string search = "quick";
  std::vector<std::string> hardware;
  std::vector<std::string> mappings;
  std::vector<std::string> schedule_files;
  std::string saved_schedule_file;
  std::string json_file;
  std::string emit_directory;
  std::uint64_t seed = 1;
  std::int64_t jobs = 1;
  bool no_cache = false;
  bool wide = false;
};

/// Adds the options to a command. `mappings` says what --mapping names.
void add_comparison_options(Command& command, ComparisonOptions& options, const std::string& mappings);

/// The layer of that name or file, or of a network of several the one that is called `only`. Throws Error that names
/// the network's first layer where none was chosen.
compiler::Layer find_one_layer(const std::string& name_or_path, const std::string& only);

/// What the options name, looked up before anything is run.
struct ComparisonSetup {
  experiment::HostModel host;
  std::vector<isa::HardwareConfig> hardware;
  std::optional<Emission> emission;  ///< Where programs are to be written.
};

/// Adds --seed; `what` it is the seed of.
void add_seed_option(Command& command, std::uint64_t& seed, const std::string& what = "the layers' data");

/// Adds -j, by default one for each processor; `what` says what is done so often at a time, in processes.
void add_jobs_option(Command& command, std::int64_t& jobs, const std::string& what);

/// Adds --no-cache to a command that searches.
void add_cache_option(Command& command, bool& no_cache);

/// The user's cache, unless there is none or it is not wanted.
std::optional<experiment::SearchCache> open_cache(bool no_cache);

/// Looks up what the options name and makes sure that their files can be written, over none that was read. Throws Error
/// naming the option.
ComparisonSetup set_up(const ComparisonOptions& options);

/// The named mappings, and a name as long as those of the rectangles that a search may come to, for the width of a
/// column: in a terminal of `width` columns as long as nearly all are, as a longer one can be wrapped, and without a
/// limit as the longest.
std::vector<std::string> names_of_auto(std::size_t width);

/// Throws Error for a name that stands in the list twice; `option` is where the list comes from.
void check_unique(const std::vector<std::string>& list, const std::string& option);

}  // namespace vtasim::app
