#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/wanted_mapping.h"
#include "sim/machine/machine.h"

namespace vtasim::app {

class Command;

/// Ten seconds of an accelerator at 100 MHz: the cycles after which a program is stopped, as replay has it.
inline constexpr std::int64_t kMaxCycles = 1'000'000'000;

/// What chooses the one program that a command is about: a layer's best, or a case's.
struct ProgramOptions {
  std::string layer;
  std::string only;
  std::string case_name;
  std::string hardware;
  std::string mapping = experiment::kAutoMapping;
  std::vector<std::string> schedule_files;
  std::string search = "quick";
  std::uint64_t seed = 1;
  bool no_cache = false;
};

/// Adds LAYER, --layer, --case, --hardware, --mapping, --schedule, --search, --seed and --no-cache.
void add_program_options(Command& command, ProgramOptions& options);

/// Whether LAYER is a case file.
bool names_case_file(const ProgramOptions& options);

/// A program of a case file, and the configuration that it is to run on.
struct CaseChoice {
  isa::Program program;
  isa::HardwareConfig hardware;
};

/// Throws Error for a file that cannot be read, and where no case was chosen of several.
CaseChoice choose_case(const ProgramOptions& options);

/// A layer and what is asked of its program, which is not searched for yet.
struct LayerChoice {
  compiler::Layer layer;
  isa::HardwareConfig hardware;
  experiment::MappingRequest request;
};

/// Throws Error naming the option that cannot be followed.
LayerChoice choose_layer(const ProgramOptions& options);

/// Searches and runs the program, with notes, showing progress. Not compiled is one whose request has an error, which
/// is the row's.
experiment::LayerRun run_layer(machine::Machine& machine, const ProgramOptions& options, const LayerChoice& choice);

}  // namespace vtasim::app
