#include "sample_files.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "isa/base/files.h"
#include "isa/case_file.h"

namespace vtasim {

std::vector<isa::Case> recorded_cases(const std::string& suite, const std::vector<std::string>& names) {
  std::vector<isa::Case> chosen;
  for (isa::Case& recorded : isa::read_cases(VTASIM_TESTS "/golden/b16-bus64/" + suite + ".jsonl")) {
    if (std::find(names.begin(), names.end(), recorded.program.name) != names.end())
      chosen.push_back(std::move(recorded));
  }
  if (chosen.size() != names.size()) throw std::runtime_error("a recorded case is missing in " + suite);
  return chosen;
}

std::vector<isa::Case> few_cases() {
  return recorded_cases("broken", {"gemm-same-dst", "gemm-dst-cycle2", "alu-hazard-imm-dst-next"});
}

void write_raw_case(const std::filesystem::path& jsonl, const nlohmann::json& line, const std::string& bytes) {
  write_text(jsonl, line.dump() + "\n");
  write_text(std::filesystem::path(jsonl).replace_extension(".bin"), bytes);
}

nlohmann::json finish_case() {
  return {{"name", "finish"}, {"config", "b16-bus64"}, {"insn_addr", 4096},
          {"insn_count", 1},  {"dram_bytes", 8192},    {"regions", {{4096, 16, 0}}}};
}

std::string finish_bytes() { return '\3' + std::string(15, '\0'); }

nlohmann::json pynq() { return nlohmann::json::parse(read_whole_file(VTASIM_ROOT "/configs/hardware/b16-bus64.json")); }

nlohmann::json small_layer() {
  return {{"name", "small"}, {"input", {1, 16, 8, 8}}, {"multiplier", 1},
          {"kernel", 3},     {"padding", 1},           {"requantization", {{"shift", 5}}}};
}

nlohmann::json small_network() {
  return nlohmann::json::parse(R"({"name": "net", "input": {"name": "image", "shape": [1, 3, 14, 14]}, "nodes": [
    {"name": "first", "out_channels": 32, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 8}},
    {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 7}},
    {"name": "pw", "out_channels": 32, "kernel": 1, "bias": true, "requantization": {"shift": 9}}]})");
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace vtasim
