#include "sim/experiment/what_if.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "isa/base/error.h"
#include "isa/base/text.h"

namespace vtasim::experiment {
namespace {

/// As the longest any case that is replayed may take: more than any program that is asked about.
constexpr std::int64_t kMostCycles = 1'000'000'000;

constexpr int kDeepestQueue = 65536;

/// The configuration with a key of its shell changed.
WhatIf changed(const isa::HardwareConfig& config, std::string key, std::string text, const char* shell_key, int value) {
  WhatIf what;
  what.key = std::move(key);
  what.text = std::move(text);
  nlohmann::json file = isa::file_json(config);
  file["shell"][shell_key] = value;
  try {
    what.hardware = isa::parse_hardware_config(file, config.name + ".json");
  } catch (const Error& error) {
    what.problem = error.what();
  }
  return what;
}

}  // namespace

std::vector<WhatIf> what_ifs(const isa::HardwareConfig& config) {
  std::vector<WhatIf> all;
  all.push_back(changed(config, "memory_delay_0", "memory without delay", "memory_delay", 0));
  all.push_back(changed(config, "bus_twice", fmt::format("bus of {} bits", 2 * config.bus_bits), "bus_bits",
                        2 * config.bus_bits));
  const auto free = [&](const char* key, const char* text, bool machine::FreeWork::*work) {
    WhatIf what{key, text, config, {}, ""};
    what.free.*work = true;
    all.push_back(std::move(what));
  };
  free("gemm_free", "GEMM free", &machine::FreeWork::gemm);
  free("alu_free", "ALU free", &machine::FreeWork::alu);
  free("uop_free", "no micro-op loads", &machine::FreeWork::uop);
  all.push_back(changed(config, "queues_deep", fmt::format("queues of {} entries", grouped(kDeepestQueue)),
                        "queue_depth", kDeepestQueue));
  return all;
}

std::vector<WhatIfRun> run_what_ifs(machine::Machine& machine, const isa::HardwareConfig& config,
                                    const isa::Program& program) {
  std::vector<WhatIfRun> runs;
  for (WhatIf& what : what_ifs(config)) {
    WhatIfRun run{std::move(what), std::nullopt};
    if (run.what.hardware) {
      machine::RunOptions options;
      options.values = false;
      options.max_cycles = kMostCycles;
      options.free = run.what.free;
      try {
        const machine::RunResult result = machine.run(*run.what.hardware, program, options);
        if (result.record.finished) {
          run.cycles = result.record.cycles;
        } else {
          run.what.problem = result.problem;
        }
      } catch (const Error& error) {
        run.what.problem = error.what();
      }
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace vtasim::experiment
