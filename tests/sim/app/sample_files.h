#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "isa/program.h"

namespace vtasim {

/// Recorded cases of b16-bus64's `suite` (such as "micro"), those of these names.
std::vector<isa::Case> recorded_cases(const std::string& suite, const std::vector<std::string>& names);

/// Cases that agree and take next to no time: fetches, loads, a GEMM, a store with outputs.
std::vector<isa::Case> few_cases();

/// Writes FILE.jsonl with one line of JSON, and `bytes` in FILE.bin.
void write_raw_case(const std::filesystem::path& jsonl, const nlohmann::json& line, const std::string& bytes);

/// A case of one FINISH as JSON, bytes {3, 0 x 15}; runs to its end on b16-bus64.
nlohmann::json finish_case();
std::string finish_bytes();

/// The configuration b16-bus64 as its file has it.
nlohmann::json pynq();

/// A depthwise layer of 16 channels that takes next to no time.
nlohmann::json small_layer();

/// A network named net of convolutions that take next to no time: the first, a depthwise and a pointwise one.
nlohmann::json small_network();

/// Writes `text` to a file.
void write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace vtasim
