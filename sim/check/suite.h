#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/graph.h"
#include "compiler/planning/network_plan.h"
#include "compiler/search/search.h"
#include "compiler/workload/layer.h"
#include "isa/case_file.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/schedule.h"

namespace vtasim::check {

/// One program on one configuration, a layer to compile or a recorded case; or a whole network.
struct SuiteRow {
  /// ENTRY/HARDWARE/MAPPING, ENTRY/LAYER/HARDWARE/MAPPING of a network, ENTRY/CASE/HARDWARE of a case file,
  /// ENTRY/HARDWARE/planned of a network that is run as one; the name of a schedule stands in place of the mapping.
  /// Unique in the suite, and the same whatever else the suite has: a baseline is looked up by it.
  std::string name;
  std::size_t line = 1;  ///< Of its entry in the suite file.
  isa::HardwareConfig hardware;
  std::optional<compiler::Layer> layer;
  std::string mapping;                                   ///< Of a layer: a mapping's name or kAutoMapping;
  std::shared_ptr<const experiment::Schedule> schedule;  ///< or a schedule, as which the layer is then.
  compiler::SearchEffort search = compiler::SearchEffort::quick;
  std::uint64_t seed = 1;                        ///< Of a layer's data.
  std::shared_ptr<const isa::Case> recorded;     ///< Null unless it is a recorded case.
  std::shared_ptr<const compiler::Graph> graph;  ///< Null unless it is a network that is planned and run as one;
  compiler::Objective objective = compiler::Objective::cycles;  ///< with this,
  bool host_between = false;                                    ///< and this.
  double tolerance = 0;  ///< Percent by which a value may differ from the baseline, up or down.
};

/// What `vtasim check` runs.
struct Suite {
  std::string name;
  std::vector<SuiteRow> rows;  ///< In the order of the file.
};

/// Reads a suite file and everything it names. Throws Error naming file, entry, field and what is legal.
///
/// {"name": TEXT, "search": EFFORT, "entries": [ENTRY...]}; `name` may be left out, then it is the file's stem, and so
/// may `search`, what entries without one have (default "quick"). An entry has exactly one of
///   layer    a layer object, the name of a shipped layer, or a layer file
///   network  the name of a shipped network, or a network file; `only` takes those of its layers that match one of
///   these
///            patterns, such as "dw*"
///   planned  the name of a shipped network, or a network file: it is planned and run as one, as `vtasim network` does;
///            objective "cycles" or "time", host_between "never" or "allowed" (defaults: the first of each)
///   cases    a case file; `only` takes those of its cases that have one of these names
/// and
///   name       first part of its rows' names (default: the layer's, the network's, the case file's stem)
///   hardware   name or file, or a list of them: a row each. A case file may leave it out: each case runs on its own
///   mapping    name, "auto", a pair of rectangles such as "in 4x2x2 step 2x2 out 2x4x2", windows such as "swapped 4x4
///              step 4x2", or a list of them: a row each (default "auto"; not with cases)
///   schedule   a schedule file, or a list of them: a row for each of its schedules that is for the layer and the
///              hardware; mapping may stand beside it, for rows of its own (not with cases)
///   search     "quick" or "full": how many tilings are simulated for each mapping (default: the suite's; not with
///              cases)
///   seed       of the layer's data (default 1; not with cases)
///   tolerance  percent, 0 to 100 (default 0)
/// Files are relative to the file that names them; what contains '/' or ends in .json is a file. Unknown keys are
/// errors.
Suite load_suite(const std::filesystem::path& file);

}  // namespace vtasim::check
