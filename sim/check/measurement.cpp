#include "sim/check/measurement.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "compiler/search/search.h"
#include "isa/base/json_reader.h"

namespace vtasim::check {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

/// Of the cycles of a module's uses.
constexpr const char* kDelayKey = "memory_delay";
constexpr const char* kBusKey = "bus_taken";

struct HashMember {
  const char* key;
  std::string Fingerprint::*member;
};
constexpr HashMember kHashes[] = {{"configuration", &Fingerprint::configuration},
                                  {"layer", &Fingerprint::layer},
                                  {"instructions", &Fingerprint::instructions},
                                  {"tokens", &Fingerprint::tokens},
                                  {"data", &Fingerprint::data}};

}  // namespace

void add_measurement(nlohmann::ordered_json& object, const Measurement& measurement) {
  for (const ComparedValue& value : kComparedValues) object[value.key] = measurement.*value.member;
  object["verified"] = measurement.verified ? nlohmann::ordered_json(*measurement.verified) : nullptr;
  object["mapping"] = measurement.mapping;
  object["search"] = measurement.fingerprint.search;
  object["insn_count"] = measurement.insn_count;
  for (const HashMember& hash : kHashes) object[hash.key] = measurement.fingerprint.*hash.member;
  for (std::size_t i = 0; i < kCycleUseCount; ++i) {
    const CycleUse& use = kCycleUses[i];
    object[std::string(to_string(use.module))][std::string(use.key)] = measurement.used[i];
  }
  for (const StepMeasurement& step : measurement.steps) {
    object["steps"].push_back({{"name", step.name}, {"how", step.how}, {"cycles", step.cycles}});
  }
  if (!measurement.waits) return;
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    nlohmann::ordered_json& of_module = object[std::string(to_string(static_cast<isa::Module>(m)))];
    of_module[kDelayKey] = (*measurement.waits)[m].delay;
    of_module[kBusKey] = (*measurement.waits)[m].bus;
  }
}

Measurement read_measurement(JsonReader& reader) {
  Measurement measurement;
  for (const ComparedValue& value : kComparedValues) {
    measurement.*value.member = reader.integer(value.key, -1, kLargest);
  }
  if (!reader.member("verified").is_null()) measurement.verified = reader.boolean("verified");
  measurement.mapping = reader.text("mapping");
  // Baselines that do not say it are older than the choice: layers were searched for quickly.
  const std::string otherwise(measurement.mapping.empty() ? "" : to_string(compiler::SearchEffort::quick));
  measurement.fingerprint.search = reader.has("search") ? reader.text("search") : otherwise;
  measurement.insn_count = reader.integer("insn_count", 0, kLargest);
  for (const HashMember& hash : kHashes) measurement.fingerprint.*hash.member = reader.text(hash.key);
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    const auto module = static_cast<isa::Module>(m);
    const std::string name(to_string(module));
    JsonReader uses(reader.member(name.c_str()), reader.where() + ": " + name);
    for (std::size_t i = 0; i < kCycleUseCount; ++i) {
      if (kCycleUses[i].module == module)
        measurement.used[i] = uses.integer(std::string(kCycleUses[i].key).c_str(), 0, kLargest);
    }
    if (uses.has(kDelayKey)) {
      if (!measurement.waits) measurement.waits = MemoryWaits{};
      (*measurement.waits)[m] = {uses.integer(kDelayKey, 0, kLargest), uses.integer(kBusKey, 0, kLargest)};
    }
    uses.expect_no_more();
  }
  if (!reader.has("steps")) return measurement;
  for (const nlohmann::json& step : reader.array("steps")) {
    JsonReader member(step, fmt::format("{}: steps[{}]", reader.where(), measurement.steps.size()));
    measurement.steps.push_back({member.text("name"), member.text("how"), member.integer("cycles", -1, kLargest)});
    member.expect_no_more();
  }
  return measurement;
}

}  // namespace vtasim::check
