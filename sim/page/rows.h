#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/page/results.h"

namespace vtasim::page {

// Each takes the rows of one kind of file over into `results`; `file` is the number that they are to have, `where` what
// errors begin with. Throws Error naming row and field.

/// Of compare --json. Also what `described`, the file's own entry in results.files, has of hardware.
void add_comparison(const nlohmann::json& content, const std::string& where, std::size_t file,
                    nlohmann::json& described, Results& results);

/// Of fuse --json.
void add_pairs(const nlohmann::json& content, const std::string& where, std::size_t file, Results& results);

/// Of network --json.
void add_networks(const nlohmann::json& content, const std::string& where, std::size_t file, Results& results);

/// Of check --benchmark-json.
void add_benchmark(const nlohmann::json& content, const std::string& where, std::size_t file, Results& results);

/// Of a baseline, that check --accept writes.
void add_baseline(const std::string& name, std::size_t file, Results& results);

/// Of explain --json: a program's run.
void add_profile(const nlohmann::json& content, const std::string& where, std::size_t file, Results& results);

/// The mapping in it: what sits in which lanes.
nlohmann::json mapping_copy(const nlohmann::json& object, const std::string& where);

/// What its scratchpads hold: of each the depth, the most that is live, and of instructions that begin or end lives how
/// many.
nlohmann::json scratchpads_copy(const nlohmann::json& profile, const std::string& where);

/// Where in the loops an instruction of it is: ", rows 9-17, taps 3-5", as vtasim::isa::place_of() has it.
std::string place_text(const nlohmann::json& place, const std::string& where);

/// Of replay --results: a line.
void add_run(const nlohmann::json& line, const std::string& where, std::size_t file, Results& results);

}  // namespace vtasim::page
