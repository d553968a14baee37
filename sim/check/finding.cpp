#include "sim/check/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "isa/base/text.h"
#include "sim/check/baseline.h"
#include "sim/check/explanation.h"

namespace vtasim::check {
namespace {

/// Two-sided: a smaller value is a difference too.
bool within(std::int64_t before, std::int64_t now, double tolerance_percent) {
  const double difference = std::abs(static_cast<double>(now - before));
  return difference <= std::abs(static_cast<double>(before)) * tolerance_percent / 100;
}

bool is_wrong(const Measurement& measurement) { return measurement.verified == false; }

const StepMeasurement* step_named(const std::string& name, const std::vector<StepMeasurement>& steps) {
  const auto found =
      std::find_if(steps.begin(), steps.end(), [&](const StepMeasurement& step) { return step.name == name; });
  return found == steps.end() ? nullptr : &*found;
}

/// Fills in what has become of a network's steps. Returns whether one of them moved.
bool compare_steps(Finding& finding, double tolerance) {
  bool moved = false;
  for (const StepMeasurement& step : finding.now->steps) {
    const StepMeasurement* before = step_named(step.name, finding.before->steps);
    if (before != nullptr && *before == step) continue;
    moved = moved || before == nullptr || before->how != step.how || !within(before->cycles, step.cycles, tolerance);
    if (before == nullptr) {
      finding.changes.push_back(fmt::format("step {}: new, {} cycles", step.name, grouped(step.cycles)));
      continue;
    }
    const std::string other = before->how == step.how ? "" : fmt::format("{} -> {}, ", before->how, step.how);
    finding.changes.push_back(fmt::format("step {}: {}{}", step.name, other,
                                          describe_change(kComparedValues[0], before->cycles, step.cycles)));
  }
  for (const StepMeasurement& step : finding.before->steps) {
    if (step_named(step.name, finding.now->steps) != nullptr) continue;
    moved = true;
    finding.changes.push_back(fmt::format("step {}: gone, {} cycles", step.name, grouped(step.cycles)));
  }
  return moved;
}

/// Fills in the changes of a row that has both measurements. Returns whether it moved.
bool compare_values(Finding& finding, double tolerance) {
  const Measurement& before = *finding.before;
  const Measurement& now = *finding.now;
  bool moved = before.finished() != now.finished() || before.verified != now.verified || is_wrong(now);
  for (const ComparedValue& value : kComparedValues) {
    const std::int64_t a = before.*value.member;
    const std::int64_t b = now.*value.member;
    if (a == b) continue;
    finding.changes.push_back(describe_change(value, a, b));
    moved = moved || !within(a, b, tolerance);
  }
  if (compare_steps(finding, tolerance)) moved = true;
  if (before.verified != now.verified || is_wrong(now)) {
    finding.changes.push_back(fmt::format("verified {} -> {}", describe_verified(before), describe_verified(now)));
  }
  return moved;
}

Finding finding_of(const SuiteRow& row, const RowResult& result, const Baseline* before, const Baseline& now) {
  Finding finding;
  finding.name = row.name;
  finding.suite_line = row.line;
  finding.now = result.measurement;
  if (before != nullptr) {
    const auto known = before->entries.find(row.name);
    if (known != before->entries.end()) finding.before = known->second;
  }
  if (!result.measurement) {
    finding.verdict = Verdict::failed;
    finding.failure = result.failure;
    finding.diagnostics = result.diagnostics;
  } else if (!finding.before) {
    finding.verdict = Verdict::added;
    if (is_wrong(*finding.now)) finding.changes.push_back("verified " + describe_verified(*finding.now));
  } else {
    finding.verdict = compare_values(finding, row.tolerance) ? Verdict::moved : Verdict::same;
    finding.origins = describe_origins(row, *before, now, *finding.before, *finding.now, !finding.changes.empty());
    finding.used = describe_used_cycles(finding.before->used, finding.now->used);
    if (finding.before->waits && finding.now->waits) {
      const std::vector<std::string> waits = describe_memory_waits(*finding.before->waits, *finding.now->waits);
      finding.used.insert(finding.used.end(), waits.begin(), waits.end());
    }
  }
  return finding;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  constexpr std::string_view kNames[] = {"same", "moved", "new", "gone", "could not run"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::size_t CheckReport::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::count_if(
      findings.begin(), findings.end(), [verdict](const Finding& finding) { return finding.verdict == verdict; }));
}

Baseline new_baseline(const Suite& suite, const std::vector<RowResult>& results, const std::string& version,
                      const Baseline* kept) {
  Baseline baseline;
  baseline.version = version;
  for (std::size_t i = 0; i < suite.rows.size(); ++i) {
    const SuiteRow& row = suite.rows[i];
    if (results[i].measurement) {
      const Fingerprint& hashes = results[i].measurement->fingerprint;
      baseline.entries[row.name] = *results[i].measurement;
      baseline.configurations[hashes.configuration] = configuration_contents(row.hardware);
      if (row.layer) baseline.layers[hashes.layer] = layer_contents(*row.layer, row.seed, row.schedule.get());
      if (row.graph) {
        baseline.layers[hashes.layer] = network_contents(*row.graph, row.seed, row.objective, row.host_between);
      }
    } else if (kept != nullptr && kept->entries.count(row.name) > 0) {
      const Measurement& old = kept->entries.at(row.name);
      baseline.entries[row.name] = old;
      const auto keep = [](const auto& from, const std::string& hash, auto& to) {
        if (from.count(hash) > 0) to[hash] = from.at(hash);
      };
      keep(kept->configurations, old.fingerprint.configuration, baseline.configurations);
      keep(kept->layers, old.fingerprint.layer, baseline.layers);
    }
  }
  return baseline;
}

CheckReport compare_with_baseline(const Suite& suite, const std::vector<RowResult>& results, const Baseline* before,
                                  const Baseline& now) {
  CheckReport report;
  report.suite = suite.name;
  std::set<std::string> names;
  for (std::size_t i = 0; i < suite.rows.size(); ++i) {
    report.findings.push_back(finding_of(suite.rows[i], results[i], before, now));
    names.insert(suite.rows[i].name);
  }
  if (before == nullptr) return report;
  for (const auto& [name, measurement] : before->entries) {
    if (names.count(name) > 0) continue;
    Finding finding;
    finding.name = name;
    finding.verdict = Verdict::gone;
    finding.before = measurement;
    report.findings.push_back(std::move(finding));
  }
  return report;
}

}  // namespace vtasim::check
