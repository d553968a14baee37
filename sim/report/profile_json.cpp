#include "sim/report/profile_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"
#include "isa/disasm.h"
#include "sim/report/cause_json.h"
#include "sim/report/verdict.h"

namespace vtasim::report {
namespace {

using nlohmann::ordered_json;

ordered_json share_json(const machine::CauseShare& share) {
  ordered_json object = {{"cause", to_string(share.first.cause)}, {"cycles", share.cycles}};
  if (share.first.cause == machine::Cause::bus) object["taken_by"] = to_string(share.first.taker);
  if (share.first.other >= 0) object["instruction"] = share.first.other;
  return object;
}

/// Of scratchpads in which anything begins or ends.
ordered_json lives_json(const isa::LifeChanges& lives) {
  ordered_json object = ordered_json::object();
  for (int b = 0; b < isa::kBufferCount; ++b) {
    const auto i = static_cast<std::size_t>(b);
    if (lives.begun[i] == 0 && lives.ended[i] == 0) continue;
    object[std::string(to_string(static_cast<isa::Buffer>(b)))] = {lives.begun[i], lives.ended[i]};
  }
  return object;
}

/// Most entries of a scratchpad that are live at a time.
std::int64_t most_live(const experiment::Profile& profile, const std::vector<isa::LifeChanges>& lives,
                       isa::Buffer buffer) {
  std::map<std::int64_t, std::int64_t> changes;  // By cycle.
  const auto b = static_cast<std::size_t>(buffer);
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const machine::LoggedInstruction& logged = profile.log.instructions()[i];
    if (logged.start >= 0) changes[logged.start] += lives[i].begun[b];
    if (logged.end >= 0) changes[logged.end] -= lives[i].ended[b];
  }
  std::int64_t live = 0;
  std::int64_t most = 0;
  for (const auto& [cycle, change] : changes) most = std::max(most, live += change);
  return most;
}

ordered_json scratchpads_json(const experiment::Profile& profile, const std::vector<isa::LifeChanges>& lives) {
  ordered_json object;
  for (int b = 0; b < isa::kBufferCount; ++b) {
    const auto buffer = static_cast<isa::Buffer>(b);
    object[std::string(to_string(buffer))] = {{"depth", profile.hardware.depth(buffer)},
                                              {"most_live", most_live(profile, lives, buffer)}};
  }
  return object;
}

/// Where in the loops an instruction is; the ranges of those of which it has a part alone.
ordered_json place_json(const isa::ProgramNotes& notes, std::size_t instruction) {
  ordered_json object = ordered_json::object();
  const isa::ProgramNotes::Unit* unit = notes.unit_of(instruction);
  if (unit == nullptr) return object;
  object = {{"stage", notes.stages[unit->stage]}, {"tile", unit->tile}, {"of_tiles", unit->tiles}};
  for (const isa::LoopRange& range : unit->loops)
    object[std::string(range.loop)] = {range.first, range.count, range.of};
  object["purpose"] = to_string(notes.instructions[instruction].purpose);
  return object;
}

ordered_json instruction_json(const experiment::Profile& profile, const isa::LifeChanges& lives, std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  const machine::LoggedInstruction& logged = profile.log.instructions()[i];
  ordered_json waited = ordered_json::array();
  ordered_json worked = ordered_json::array();
  for (const machine::CauseShare* share = profile.log.begin_of(index); share != profile.log.end_of(index); ++share) {
    (share->work == machine::Work::idle ? waited : worked).push_back(share_json(*share));
  }
  ordered_json object = {{"module", to_string(logged.module)},
                         {"work", to_string(logged.work)},
                         {"what", isa::short_name(profile.program[i])},
                         {"dispatch", logged.dispatch},
                         {"start", logged.start},
                         {"end", logged.end},
                         {"before", std::move(waited)},
                         {"at_work", std::move(worked)}};
  if (logged.token_prev >= 0) object["token_prev"] = logged.token_prev;
  if (logged.token_next >= 0) object["token_next"] = logged.token_next;
  if (i < profile.slack.size() && profile.slack[i]) object["slack"] = *profile.slack[i];
  if (ordered_json place = place_json(profile.notes, i); !place.empty()) object["place"] = std::move(place);
  if (ordered_json live = lives_json(lives); !live.empty()) object["live"] = std::move(live);
  return object;
}

}  // namespace

ordered_json to_json(const experiment::Profile& profile, const std::vector<isa::LifeChanges>& lives) {
  const isa::RunRecord& record = profile.result.record;
  ordered_json object = {{"program", profile.name}, {"hardware", profile.hardware.name}, {"finished", record.finished}};
  if (!profile.result.problem.empty()) object["problem"] = profile.result.problem;
  if (record.finished) {
    object["cycles"] = record.cycles;
    object["verdict"] = verdict(profile);
  }
  object["causes"] = to_json(profile.causes);
  if (record.finished) {
    ordered_json steps = ordered_json::array();
    for (const machine::PathStep& step : profile.path.steps) {
      steps.push_back({to_string(step.unit), to_string(step.work), step.instruction, step.from, step.to});
    }
    object["critical_path"] = to_json(profile.path.totals);
    object["critical_path"]["steps"] = std::move(steps);
  }
  object["scratchpads"] = scratchpads_json(profile, lives);
  ordered_json instructions = ordered_json::array();
  for (std::size_t i = 0; i < profile.program.size(); ++i) {
    instructions.push_back(instruction_json(profile, lives[i], static_cast<std::int32_t>(i)));
  }
  object["instructions"] = std::move(instructions);
  return object;
}

ordered_json to_json(const machine::CauseHistory& history) {
  ordered_json object = ordered_json::object();
  for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
    const auto unit = static_cast<machine::Unit>(u);
    ordered_json cycles = ordered_json::array();
    ordered_json cause = ordered_json::array();
    ordered_json instruction = ordered_json::array();
    for (const machine::CauseStretch& stretch : history.of(unit)) {
      cycles.push_back(stretch.cycles);
      cause.push_back(to_string(stretch.cause));
      instruction.push_back(stretch.instruction);
    }
    object[std::string(to_string(unit))] = {
        {"cycles", std::move(cycles)}, {"cause", std::move(cause)}, {"instruction", std::move(instruction)}};
  }
  return object;
}

ordered_json to_json(const std::vector<experiment::WhatIfRun>& runs) {
  ordered_json object = ordered_json::object();
  for (const experiment::WhatIfRun& run : runs) {
    ordered_json& of = object[run.what.key] = ordered_json::object();
    if (run.cycles) of["cycles"] = *run.cycles;
    if (!run.what.problem.empty()) of["problem"] = run.what.problem;
  }
  return object;
}

std::string profile_text(const ordered_json& object) {
  std::string text = "{";
  const char* before = "\n";
  for (const auto& [key, value] : object.items()) {
    text += fmt::format("{} {}: ", before, json_text(ordered_json(key)));
    before = ",\n";
    if (!value.is_structured() || value.empty()) {
      text += json_text(value);
      continue;
    }
    text += value.is_array() ? '[' : '{';
    const char* between = "\n";
    for (const auto& [name, member] : value.items()) {
      text += between;
      text += "  ";
      if (value.is_object()) text += json_text(ordered_json(name)) + ": ";
      text += json_text(member);
      between = ",\n";
    }
    text += value.is_array() ? "\n ]" : "\n }";
  }
  return text + "\n}\n";
}

}  // namespace vtasim::report
