#include "sim/check/fingerprint.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>
#include <vector>

#include "compiler/workload/layer_file.h"
#include "isa/encoding.h"
#include "isa/instruction_stream.h"
#include "sim/experiment/schedule_file.h"

namespace vtasim::check {

nlohmann::json configuration_contents(const isa::HardwareConfig& config) {
  nlohmann::json contents = to_json(config);
  // What follows from other keys, and names that nothing is computed from.
  for (const char* key : {"name", "derived", "TARGET", "HW_VER"}) contents.erase(key);
  return contents;
}

nlohmann::json layer_contents(const compiler::Layer& layer, std::uint64_t seed, const experiment::Schedule* schedule) {
  nlohmann::json contents = to_json(layer);
  contents.erase("name");
  contents["seed"] = seed;
  if (schedule != nullptr) {
    contents["schedule"] = to_json(*schedule);
    for (const char* key : {"name", "layer", "hardware"}) contents["schedule"].erase(key);
  }
  return contents;
}

nlohmann::json network_contents(const compiler::Graph& graph, std::uint64_t seed, compiler::Objective objective,
                                bool host_between) {
  nlohmann::json contents = {{"seed", seed},
                             {"objective", objective == compiler::Objective::cycles ? "cycles" : "time"},
                             {"host_between", host_between ? "allowed" : "never"}};
  for (const compiler::Node& node : graph.nodes) {
    nlohmann::json& object = contents["nodes"][node.name];
    object["op"] = op_name(node.operation);
    for (const std::size_t input : node.inputs) object["inputs"].push_back(graph.tensors[input].name);
    const auto* convolution = std::get_if<compiler::Convolution>(&node.operation);
    if (convolution == nullptr) continue;
    object["layer"] = to_json(convolution->layer);
    object["layer"].erase("name");
  }
  return contents;
}

void add_program(Fingerprint& fingerprint, const isa::Program& program) {
  std::string instructions;
  std::string tokens;
  for (isa::Instruction instruction : instructions_of(program)) {
    isa::Deps& deps = deps_of(instruction);
    tokens += static_cast<char>(deps.pop_prev | deps.pop_next << 1 | deps.push_prev << 2 | deps.push_next << 3);
    deps = {};
    const auto bytes = encode(instruction);
    instructions.append(bytes.begin(), bytes.end());
  }
  fingerprint.instructions = hash_of(instructions);
  fingerprint.tokens = hash_of(tokens);

  isa::DramImage image = program.image();
  std::fill_n(image.begin() + program.insn_addr, program.insn_count * isa::kInstructionBytes, std::uint8_t{0});
  Hasher rest;
  const std::string places = fmt::format("{} {}\n", program.insn_addr, program.dram_bytes);
  rest.add(places.data(), places.size());
  rest.add(image.data(), image.size());
  fingerprint.data = rest.text();
}

}  // namespace vtasim::check
