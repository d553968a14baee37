#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "compiler/layout/packing_work.h"
#include "compiler/program/compile.h"
#include "compiler/program/compile_stats.h"
#include "compiler/workload/layer.h"

namespace vtasim::experiment {

// What a host's keys may be.
inline constexpr int kMostCores = 1024;
inline constexpr std::int64_t kMostHz = 100'000'000'000;
inline constexpr double kLeastPerCycle = 0.001;  ///< Multiply-adds.
inline constexpr double kMostPerCycle = 1'000'000;
inline constexpr int kMostLineBytes = 65'536;
inline constexpr double kMostMicroseconds = 1'000'000'000;

/// What a change of layout takes one core: cycles for each of what PackingWork counts.
struct PackingCycles {
  double per_byte = 1;
  double per_piece = 10;
  double per_line = 4;
  int line_bytes = 32;  ///< Of a cache line, by which lines are counted.
};

/// What the processor beside the accelerator can do, and the accelerator's clock: turns cycles and bytes into seconds.
/// Nothing of it enters a cycle count. The defaults are Pynq's, as in configs/hosts/pynq.json, which has their sources.
struct HostModel {
  std::string name = "pynq";
  std::map<std::string, std::string> source;  ///< By key, where its number comes from: for people.
  int cores = 2;
  std::int64_t core_hz = 650'000'000;
  double multiply_adds_per_cycle = 4;  ///< 8-bit products into 32-bit sums, on one core.
  PackingCycles packing;
  double launch_microseconds = 10;  ///< To start a program and to see that it is done, besides its cycles.
  std::int64_t accelerator_hz = 100'000'000;

  double multiply_adds_per_second() const;  ///< Of one core.
  double accelerator_seconds(std::int64_t cycles) const;
  double packing_seconds(const compiler::PackingWork& work) const;  ///< Packing runs on one core.
  double launch_seconds(std::int64_t programs) const;
  /// A layer computed by the host itself on `used_cores` cores, which share the work evenly.
  double layer_seconds(const compiler::Layer& layer, int used_cores) const;
};

/// Seconds as plans count them.
std::int64_t nanoseconds(double seconds);

/// DRAM in use at most: the program's image, and the input in (N, C, H, W) as long as it is being packed.
std::int64_t peak_dram_bytes(const compiler::Layer& layer, const compiler::CompileStats& stats);

/// DRAM in use where the host computes a layer: input, weights, bias and output.
std::int64_t host_dram_bytes(const compiler::Layer& layer);

/// Reads and checks a host: every key of HostModel, `source` if it is there. Throws Error naming file, field, value and
/// legal range.
HostModel load_host_model(const std::filesystem::path& file);

/// As above from parsed JSON; `where` is the file named in messages, and its stem the name of a host that has none.
HostModel parse_host_model(const nlohmann::json& json, const std::string& where);

/// By path, or by name among the shipped ones (configs/hosts). Throws Error that lists the known names.
HostModel find_host_model(const std::string& name_or_path);

/// Names of the shipped hosts, sorted.
std::vector<std::string> host_model_names();

nlohmann::json to_json(const HostModel& host);

/// The host's file, which load_host_model() reads.
std::string host_file_text(const HostModel& host);

}  // namespace vtasim::experiment
