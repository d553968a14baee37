#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "compiler/graph/graph.h"
#include "compiler/planning/network_plan.h"
#include "compiler/workload/layer.h"
#include "isa/base/hash.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/experiment/schedule.h"

namespace vtasim::check {

/// What a run depends on besides the simulator, apart from each other so that a difference can be told by its origin.
/// All but the search are hashes as hash_of() has them; empty where the thing does not exist.
struct Fingerprint {
  std::string configuration;
  std::string layer;         ///< With the seed of its data; none for a case.
  std::string search;        ///< How far the program was searched for: to_string(SearchEffort); none for a case.
  std::string instructions;  ///< The program's instructions without their dependency bits.
  std::string tokens;        ///< Their dependency bits alone.
  std::string data;          ///< The rest of the DRAM image: micro-ops and tensors; and the places of things in it.
};

/// What of a configuration can matter to a run, names left out.
nlohmann::json configuration_contents(const isa::HardwareConfig& config);

/// What of a layer and its data can matter to a run, the name left out; and what a schedule decides of it, if there is
/// one.
nlohmann::json layer_contents(const compiler::Layer& layer, std::uint64_t seed, const experiment::Schedule* schedule);

/// What of a network can matter to a run: its operations, and how it is planned.
nlohmann::json network_contents(const compiler::Graph& graph, std::uint64_t seed, compiler::Objective objective,
                                bool host_between);

/// Hashes of a program, into `fingerprint`. Throws Error when an instruction does not decode.
void add_program(Fingerprint& fingerprint, const isa::Program& program);

}  // namespace vtasim::check
