#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/fusion/layer_pair.h"
#include "compiler/fusion/pair_program.h"
#include "compiler/fusion/pair_search.h"
#include "compiler/layout/packing_work.h"
#include "isa/case_file.h"
#include "sim/experiment/fused_search.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/search_workers.h"
#include "sim/observe/cause.h"

namespace vtasim::experiment {

/// A depthwise and a pointwise layer run in one way.
struct PairRow {
  std::string pair;
  isa::HardwareConfig hardware;
  std::string schedule;   ///< The name of the one that was asked for; empty where none was.
  bool fused = false;     ///< In one program; otherwise in two, one after the other, whose figures are added up.
  std::string depthwise;  ///< Mapping of each layer.
  std::string pointwise;
  bool transposed = false;  ///< Fused, with the depthwise output transposed on the accelerator.
  std::int64_t cycles = 0;
  std::int64_t bound = 0;       ///< The program's lower bound, or the sum of both programs'.
  std::int64_t bytes_read = 0;  ///< On the DRAM bus, as the next.
  std::int64_t bytes_written = 0;
  std::int64_t packed_bytes = 0;     ///< That the host writes to lay out the depthwise layer's input;
  std::int64_t converted_bytes = 0;  ///< and, between the programs, to lay out the pointwise layer's.
  compiler::PackingWork packing;     ///< Of the host, to do both.
  int programs = 0;                  ///< That the host launches.
  std::int64_t dram_bytes = 0;       ///< Footprint: the larger one of two programs.
  machine::CauseTotals causes;       ///< What the cycles of the program, or of both, went to,
  std::int64_t write_bursts = 0;     ///< and their bursts.
  int simulated = 0;                 ///< Programs that were tried.
  compiler::PairPlan plan;           ///< Of a fused row.
  std::string error;                 ///< Why there is no program; then only what names the row is filled.
  std::string problem;               ///< Why a run did not finish, or the first value that is wrong.
  bool verified = false;

  double over_bound() const { return bound > 0 ? static_cast<double>(cycles) / static_cast<double>(bound) : 0; }
};

/// A row and the programs that it is about.
struct PairRun {
  PairRow row;
  std::vector<isa::Case> cases;            ///< With the outputs that they must leave.
  std::optional<compiler::Mapping> fused;  ///< The depthwise layer's mapping in one program.
};

/// A pair with its data.
struct PairData {
  compiler::LayerPair pair;
  LayerData depthwise;
  LayerData pointwise;  ///< Its input is the depthwise layer's output.
};
PairData make_pair_data(const compiler::LayerPair& pair, std::uint64_t seed);

/// What searches depend on of it.
PairSearchData search_data_of(const PairData& data);

/// The run of a pair one of whose layers has no program, where the layers' shapes decide that: to know before their
/// data are made. Nothing otherwise.
std::optional<PairRun> refused_pair(const compiler::LayerPair& pair, const isa::HardwareConfig& config);

/// Runs both layers in programs of their own, each the best that a search finds, and checks all values. With
/// `any_layout` the depthwise layer takes any mapping, and the host converts its output where it is not what the
/// pointwise layer reads; otherwise it takes one whose output is.
PairRun run_apart(const Laboratory& laboratory, const PairData& data, bool any_layout,
                  const isa::HardwareConfig& config, compiler::SearchEffort effort,
                  const std::function<void(int)>& simulated);

/// The layers' searches that run_apart() needs.
std::vector<SearchTask> searches_apart(const PairSearchData& data, bool any_layout, const isa::HardwareConfig& config,
                                       compiler::SearchEffort effort);

/// The row of a pair whose search could not be made; `mapping` is that of a fused depthwise layer, none where both run
/// apart.
PairRun failed_pair(const std::string& why, const std::optional<std::string>& mapping, const compiler::LayerPair& pair,
                    const isa::HardwareConfig& config);

/// Takes the best program of both layers as requested, which search_fused() or search_best_fused() finds, runs it and
/// checks all values. Of a request with an error that is the row's.
PairRun run_fused(const Laboratory& laboratory, const PairData& data, const PairRequest& request,
                  const isa::HardwareConfig& config, compiler::SearchEffort effort,
                  const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
