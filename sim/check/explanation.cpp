#include "sim/check/explanation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "isa/base/json_reader.h"
#include "isa/base/text.h"

namespace vtasim::check {
namespace {

std::string signed_grouped(std::int64_t value) { return (value >= 0 ? "+" : "") + grouped(value); }

std::string shown_value(const ComparedValue& value, std::int64_t number) {
  return value.member == &Measurement::cycles && number < 0 ? "does not finish" : grouped(number);
}

void collect_changes(const std::string& path, const nlohmann::json& before, const nlohmann::json& now,
                     std::vector<std::string>& changes) {
  if (!before.is_object() || !now.is_object()) {
    if (before != now) changes.push_back(fmt::format("{} {} -> {}", path, shown(before), shown(now)));
    return;
  }
  const std::string prefix = path.empty() ? "" : path + ".";
  for (const auto& [key, value] : before.items()) {
    if (now.contains(key)) {
      collect_changes(prefix + key, value, now.at(key), changes);
    } else {
      changes.push_back(fmt::format("{}{} {} -> nothing", prefix, key, shown(value)));
    }
  }
  for (const auto& [key, value] : now.items()) {
    if (!before.contains(key)) changes.push_back(fmt::format("{}{} nothing -> {}", prefix, key, shown(value)));
  }
}

/// `what`, and which members of the contents behind the two hashes differ.
std::string contents_change(std::string what, const std::map<std::string, nlohmann::json>& before,
                            const std::string& before_hash, const std::map<std::string, nlohmann::json>& now,
                            const std::string& now_hash) {
  const auto a = before.find(before_hash);
  const auto b = now.find(now_hash);
  if (a == before.end() || b == now.end()) return what;
  const std::vector<std::string> changes = describe_json_changes(a->second, b->second);
  return changes.empty() ? what : fmt::format("{}: {}", what, fmt::join(changes, ", "));
}

/// What changed of the program, in one line; empty where nothing did.
std::string program_change(const Measurement& before, const Measurement& now) {
  const Fingerprint& a = before.fingerprint;
  const Fingerprint& b = now.fingerprint;
  if (before.insn_count != now.insn_count) {
    return fmt::format("the schedule: {} -> {} instructions", grouped(before.insn_count), grouped(now.insn_count));
  }
  if (a.instructions != b.instructions)
    return fmt::format("the schedule: other instructions, {} as before", grouped(now.insn_count));
  if (a.tokens != b.tokens) return "the schedule: the same instructions with other tokens (dependency bits)";
  if (a.data != b.data) return "the program's data: other micro-ops, tensors or places in DRAM; the same instructions";
  return "";
}

/// The uses of one module that changed, the largest changes first, the small ones summed up.
std::string describe_module(isa::Module module, const UsedCycles& before, const UsedCycles& now) {
  constexpr std::size_t kMost = 4;
  std::vector<std::pair<std::int64_t, std::string_view>> changes;
  for (std::size_t i = 0; i < kCycleUseCount; ++i) {
    if (kCycleUses[i].module == module && before[i] != now[i])
      changes.emplace_back(now[i] - before[i], kCycleUses[i].text);
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.first) > std::abs(b.first); });
  std::string text;
  std::int64_t rest = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i >= kMost) {
      rest += changes[i].first;
    } else {
      text += fmt::format("{} {} {}", i == 0 ? "" : ",", changes[i].second, signed_grouped(changes[i].first));
    }
  }
  if (text.empty()) return "";
  if (changes.size() > kMost) text += fmt::format(", others {}", signed_grouped(rest));
  return fmt::format("cycles of {}:{}", to_string(module), text);
}

}  // namespace

std::string signed_percent(std::int64_t before, std::int64_t now) {
  if (before <= 0) return "-";
  const double percent = 100 * static_cast<double>(now - before) / static_cast<double>(before);
  const bool visible = std::abs(percent) >= 0.005 || now == before;
  return visible ? fmt::format("{:+.2f}%", percent) : percent > 0 ? "+<0.01%" : "-<0.01%";
}

std::string describe_change(const ComparedValue& value, std::int64_t before, std::int64_t now) {
  std::string text = fmt::format("{} {} -> {}", value.label, shown_value(value, before), shown_value(value, now));
  if (before < 0 || now < 0) return text;
  text += fmt::format(" ({}", signed_grouped(now - before));
  return text + (before == 0 ? ")" : fmt::format(", {})", signed_percent(before, now)));
}

std::string describe_verified(const Measurement& measurement) {
  if (!measurement.verified) return "nothing to verify";
  if (*measurement.verified) return "yes";
  return measurement.problem.empty() ? "NO" : "NO: " + measurement.problem;
}

std::vector<std::string> describe_json_changes(const nlohmann::json& before, const nlohmann::json& now) {
  std::vector<std::string> changes;
  collect_changes("", before, now, changes);
  return changes;
}

std::vector<std::string> describe_origins(const SuiteRow& row, const Baseline& before_baseline,
                                          const Baseline& now_baseline, const Measurement& before,
                                          const Measurement& now, bool numbers_differ) {
  const Fingerprint& a = before.fingerprint;
  const Fingerprint& b = now.fingerprint;
  std::vector<std::string> origins;
  if (a.configuration != b.configuration) {
    origins.push_back(contents_change("the configuration " + row.hardware.name, before_baseline.configurations,
                                      a.configuration, now_baseline.configurations, b.configuration));
  }
  if (a.layer != b.layer) {
    origins.push_back(contents_change("the layer", before_baseline.layers, a.layer, now_baseline.layers, b.layer));
  }
  if (before.mapping != now.mapping) {
    origins.push_back(fmt::format("the mapping: {} -> {}", before.mapping, now.mapping));
  }
  const std::string program = program_change(before, now);
  if (!program.empty()) origins.push_back(program);
  if (origins.empty() && numbers_differ) {
    origins.emplace_back("the simulator: configuration and program are the same to the bit");
  }
  // The cause of another program, so it comes first; other numbers of the same program it does not explain.
  if (a.search != b.search) {
    origins.insert(origins.begin(), fmt::format("the search: {} -> {}", a.search, b.search));
  }
  if (numbers_differ && before_baseline.version != now_baseline.version) {
    origins.push_back(fmt::format("vtasim {} -> {}", before_baseline.version, now_baseline.version));
  }
  return origins;
}

std::vector<std::string> describe_used_cycles(const UsedCycles& before, const UsedCycles& now) {
  std::vector<std::string> lines;
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    const std::string line = describe_module(static_cast<isa::Module>(m), before, now);
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> describe_memory_waits(const MemoryWaits& before, const MemoryWaits& now) {
  std::vector<std::string> lines;
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    const auto module = static_cast<isa::Module>(m);
    std::vector<std::string> changes;
    const auto add = [&](std::int64_t change, const char* what) {
      if (change != 0) changes.push_back(fmt::format("{} {}", what, signed_grouped(change)));
    };
    add(now[m].delay - before[m].delay, module == isa::Module::store ? "acknowledgements" : "memory's delay");
    add(now[m].bus - before[m].bus, "bus taken by others");
    if (!changes.empty()) lines.push_back(fmt::format("{} at work: {}", to_string(module), fmt::join(changes, ", ")));
  }
  return lines;
}

}  // namespace vtasim::check
