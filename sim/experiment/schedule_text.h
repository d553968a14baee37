#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "compiler/tiling/partial_plan.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/base/readable_json.h"
#include "sim/experiment/sweep.h"

namespace vtasim::experiment {

// What schedule files of layers and of pairs have in common: an object, or a list of them.

/// The keys of a plan that a sweep may stand under (sweep.h), `prefix` being the plan's own.
inline void append_plan_keys(const std::string& prefix, std::vector<std::string>& keys) {
  for (const compiler::PlanNumber& number : compiler::kPlanNumbers) {
    keys.push_back(fmt::format("{}.{}", prefix, number.name));
  }
  keys.push_back(prefix + ".loop_order[]");
  keys.push_back(prefix + ".skip_padding");
}

/// The schedules of a file, each made so many as its sweeps come to. `read` makes one of an object without sweeps, what
/// messages begin with and the file's folder. One without a name has the file's, and with a sweep's values behind it.
template <typename Schedule, typename Read>
std::vector<Schedule> read_schedules(const std::filesystem::path& file, const std::vector<std::string>& swept_keys,
                                     const Read& read) {
  const nlohmann::json content = parse_json(read_whole_file(file), file.string());
  const bool many = content.is_array();
  if (many && content.empty()) throw Error(fmt::format("{}: has no schedule", file.string()));
  std::vector<Schedule> schedules;
  for (std::size_t i = 0; i < (many ? content.size() : 1); ++i) {
    const std::string where = many ? fmt::format("{}: schedule {}", file.string(), i) : file.string();
    for (const SweptObject& one : swept(many ? content[i] : content, swept_keys, where)) {
      Schedule schedule = read(one.object, where, file.parent_path());
      if (schedule.name.empty()) schedule.name = name_of_file(file);
      if (!one.label.empty()) schedule.name += " " + one.label;
      check_name(schedule.name, where + ": name", kLongestCaseName);
      schedules.push_back(std::move(schedule));
    }
  }
  return schedules;
}

/// The text of a file with these; without a list where there is one.
template <typename Schedule>
std::string schedules_text(const std::vector<Schedule>& schedules) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Schedule& schedule : schedules) all.push_back(to_json(schedule));
  return readable_json(all.size() == 1 ? all.front() : all);
}

}  // namespace vtasim::experiment
