#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/check/cycle_uses.h"
#include "sim/check/fingerprint.h"
#include "sim/check/memory_waits.h"

namespace vtasim {
class JsonReader;
}

namespace vtasim::check {

/// A step of a network's run on the accelerator.
struct StepMeasurement {
  std::string name;
  std::string how;  ///< The mapping.
  std::int64_t cycles = 0;
  bool operator==(const StepMeasurement& other) const {
    return name == other.name && how == other.how && cycles == other.cycles;
  }
};

/// What a row of a suite gave when it was run: all that a baseline keeps of it, and what explains it.
struct Measurement {
  std::int64_t cycles = -1;     ///< From launch to FINISH; -1 for a run that does not finish.
  std::int64_t read_bytes = 0;  ///< On the DRAM bus, instructions and micro-ops included.
  std::int64_t written_bytes = 0;
  std::int64_t gemm_cycles = 0;  ///< Cycles that issue a GEMM operation.
  std::int64_t alu_cycles = 0;   ///< Cycles that issue to the ALU: 1 a vector with an immediate, 2 with a register.
  /// The run ended as it should and its values are right: a layer's are the reference's, a case's those of its file.
  /// Empty for a case that expects nothing.
  std::optional<bool> verified;
  std::string mapping;  ///< The one that was run, where the row says auto too; empty for a case.
  std::int64_t insn_count = 0;
  Fingerprint fingerprint;
  UsedCycles used{};
  std::optional<MemoryWaits> waits;    ///< Not in baselines older than this.
  std::vector<StepMeasurement> steps;  ///< Of a network that is run as one.
  std::string problem;                 ///< What is wrong with the run; empty where nothing is. Not in a baseline.

  bool finished() const { return cycles >= 0; }
};

/// The numbers that are compared with the baseline.
struct ComparedValue {
  const char* key;    ///< In JSON.
  const char* label;  ///< For a person.
  std::int64_t Measurement::*member;
};
inline constexpr std::array<ComparedValue, 5> kComparedValues = {
    {{"cycles", "cycles", &Measurement::cycles},
     {"read_bytes", "DRAM bytes read", &Measurement::read_bytes},
     {"written_bytes", "DRAM bytes written", &Measurement::written_bytes},
     {"gemm_cycles", "GEMM cycles", &Measurement::gemm_cycles},
     {"alu_cycles", "ALU cycles", &Measurement::alu_cycles}}};

/// As members of an object, in the order for a person, after those that `object` has.
void add_measurement(nlohmann::ordered_json& object, const Measurement& measurement);

/// The opposite: asks `reader` for exactly these members. Throws Error naming the one that is missing or wrong.
Measurement read_measurement(JsonReader& reader);

}  // namespace vtasim::check
