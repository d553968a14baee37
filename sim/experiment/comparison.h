#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/layout/packing_work.h"
#include "compiler/program/compile.h"
#include "compiler/program/compile_stats.h"
#include "compiler/search/search.h"
#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/experiment/host_model.h"
#include "sim/observe/cause.h"
#include "sim/observe/counters.h"

namespace vtasim::experiment {

/// A layer lowered by one mapping onto one hardware configuration, run and checked.
struct ComparisonRow {
  compiler::Layer layer;  ///< As it was compiled: where its file leaves bias_entry open, with the one that was chosen.
  isa::HardwareConfig hardware;
  std::string schedule;   ///< The name of the one that was asked for; empty where a mapping was.
  std::string asked_for;  ///< The mapping that was asked for, such as auto.
  std::string mapping;    ///< The mapping that was taken.
  std::string error;  ///< Why the mapping gives no program here; empty where it does, and only then the rest is filled.
  compiler::SearchResult search;  ///< How the program was found.
  compiler::CompileStats stats;
  compiler::PackingWork packing;  ///< Of the host, to lay out the input.
  std::int64_t layer_bound = 0;   ///< Cycles that no mapping of the layer comes below (compiler/search/layer_bound.h).
  isa::RunRecord record;
  machine::Counters counters;
  machine::CauseTotals causes;  ///< What every unit's cycles went to.
  std::string problem;    ///< Why the run did not finish, or the first value that is wrong; empty where all is well.
  bool verified = false;  ///< Finished, with every output value that of the reference.

  double utilization() const;       ///< Useful multiply-adds / (block^2 x cycles).
  double gemm_issue() const;        ///< Cycles that issue a GEMM operation / cycles.
  double over_bound() const;        ///< Cycles / the mapping's lower bound,
  double over_layer_bound() const;  ///< and / the layer's.
  std::int64_t alu_cycles() const;  ///< Cycles that issue to the ALU: 1 a vector with an immediate, 2 with a register.
  std::int64_t bytes_read() const;  ///< On the DRAM bus, instruction fetch included.
  std::int64_t bytes_written() const;
};

/// Layers in every way they were compiled.
struct Comparison {
  std::vector<compiler::Layer> layers;
  std::vector<isa::HardwareConfig> hardware;
  std::vector<std::string> mappings;   ///< Those that were named, auto being one; empty: all that take a layer.
  std::vector<std::string> schedules;  ///< The names of those that were asked for.
  bool several_passes = false;         ///< Each layer is requantized in several ways.
  std::uint64_t seed = 0;              ///< Of the layers' data.
  HostModel host;
  std::vector<ComparisonRow> rows;

  /// Whether layers are told apart, as those of a network, and summed up.
  bool several_layers() const { return layers.size() > 1; }
};

}  // namespace vtasim::experiment
