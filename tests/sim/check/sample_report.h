#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/check/baseline.h"
#include "sim/check/finding.h"

namespace vtasim::check {

/// A measurement that finished in `cycles`, with numbers that differ from each other.
inline Measurement sample_measurement(std::int64_t cycles = 1000) {
  Measurement measurement;
  measurement.cycles = cycles;
  measurement.read_bytes = 2000;
  measurement.written_bytes = 300;
  measurement.gemm_cycles = 400;
  measurement.alu_cycles = 50;
  measurement.verified = true;
  measurement.mapping = "diagonal";
  measurement.insn_count = 17;
  measurement.fingerprint = {"c0", "10", "quick", "i0", "70", "d0"};
  for (std::size_t i = 0; i < kCycleUseCount; ++i) measurement.used[i] = static_cast<std::int64_t>(100 + i);
  return measurement;
}

/// A suite of rows of these names, on lines 10, 11, ..., and what they gave.
struct SampleCheck {
  Suite suite;
  std::vector<RowResult> results;
  Baseline before;

  explicit SampleCheck(const std::vector<std::string>& names) {
    suite.name = "sample";
    before.version = "1.0.0";
    for (const std::string& name : names) {
      SuiteRow row;
      row.name = name;
      row.line = 10 + suite.rows.size();
      row.hardware.name = "hw";
      row.layer = compiler::Layer{};
      suite.rows.push_back(row);
      results.push_back({sample_measurement(), "", ""});
      before.entries[name] = sample_measurement();
    }
  }

  CheckReport report(const std::string& version = "1.0.0") const {
    return compare_with_baseline(suite, results, &before, new_baseline(suite, results, version, nullptr));
  }
};

/// A check with one finding of each kind, in this order: same, moved, new, failed, gone. Texts have all characters that
/// some report must escape.
inline CheckReport sample_report() {
  SampleCheck check({"net/same", "net/a|b <c>&\"d\": 5%, *e*", "net/new", "net/crash"});
  check.results[1].measurement->cycles = 1100;
  check.results[1].measurement->used[6] += 100;
  check.before.entries.erase("net/new");
  check.results[3] = {std::nullopt, "killed by SIGSEGV", "line 1: 100% <bad>\nline 2 ]]>\n"};
  check.before.entries["net/gone"] = sample_measurement(77);
  return check.report();
}

}  // namespace vtasim::check
