#include "sim/check/finding.h"

#include <catch2/catch.hpp>

#include "sample_report.h"
#include "sim/check/baseline.h"

namespace vtasim::check {
namespace {

using Catch::Matchers::Contains;

/// The finding of one row that was accepted with `before` and now gives `now`.
Finding finding(const Measurement& before, const Measurement& now, double tolerance = 0) {
  SampleCheck check({"row"});
  check.suite.rows[0].tolerance = tolerance;
  check.before.entries["row"] = before;
  check.results[0].measurement = now;
  return check.report().findings.at(0);
}

Verdict verdict_of_cycles(std::int64_t before, std::int64_t now, double tolerance = 0) {
  return finding(sample_measurement(before), sample_measurement(now), tolerance).verdict;
}

}  // namespace

TEST_CASE("equal is the same, without a word") {
  const Finding same = finding(sample_measurement(), sample_measurement());
  CHECK(same.verdict == Verdict::same);
  CHECK(same.changes.empty());
  CHECK(same.origins.empty());
  CHECK(same.used.empty());
}

TEST_CASE("every compared number counts, up and down") {
  for (const ComparedValue& value : kComparedValues) {
    for (const int change : {-1, 1}) {
      INFO(value.key << " " << change);
      Measurement now = sample_measurement();
      now.*value.member += change;
      const Finding moved = finding(sample_measurement(), now);
      CHECK(moved.verdict == Verdict::moved);
      REQUIRE(moved.changes.size() == 1);
      CHECK_THAT(moved.changes[0], Catch::Matchers::StartsWith(value.label));
    }
  }
}

TEST_CASE("a tolerance has two sides and includes its bounds") {
  CHECK(verdict_of_cycles(1000, 1010, 1) == Verdict::same);
  CHECK(verdict_of_cycles(1000, 1011, 1) == Verdict::moved);
  CHECK(verdict_of_cycles(1000, 990, 1) == Verdict::same);
  CHECK(verdict_of_cycles(1000, 989, 1) == Verdict::moved);
  CHECK(verdict_of_cycles(1000, 1001) == Verdict::moved);
  CHECK(verdict_of_cycles(0, 1, 100) == Verdict::moved);
  const Finding within = finding(sample_measurement(1000), sample_measurement(1010), 1);
  CHECK(within.changes == std::vector<std::string>{"cycles 1,000 -> 1,010 (+10, +1.00%)"});
}

TEST_CASE("no tolerance covers a run that does not finish, or wrong values") {
  CHECK(verdict_of_cycles(1000, -1, 100) == Verdict::moved);
  CHECK(verdict_of_cycles(-1, 0, 100) == Verdict::moved);
  CHECK(verdict_of_cycles(-1, -1) == Verdict::same);
  Measurement wrong = sample_measurement();
  wrong.verified = false;
  wrong.problem = "output 3";
  CHECK(finding(sample_measurement(), wrong, 100).verdict == Verdict::moved);
  CHECK(finding(sample_measurement(), wrong).changes == std::vector<std::string>{"verified yes -> NO: output 3"});
  // Also where somebody wrote it into the baseline.
  CHECK(finding(wrong, wrong).verdict == Verdict::moved);
  Measurement unverified = sample_measurement();
  unverified.verified.reset();
  CHECK(finding(sample_measurement(), unverified).verdict == Verdict::moved);
  CHECK(finding(unverified, unverified).verdict == Verdict::same);
}

TEST_CASE("another program with the same numbers is the same, and is told") {
  Measurement now = sample_measurement();
  now.fingerprint.tokens = "71";
  now.used[3] += 5;
  const Finding same = finding(sample_measurement(), now);
  CHECK(same.verdict == Verdict::same);
  CHECK(same.changes.empty());
  REQUIRE(same.origins.size() == 1);
  CHECK_THAT(same.origins[0], Contains("tokens"));
  CHECK(same.used.size() == 1);
  Measurement before = sample_measurement();
  before.waits = MemoryWaits{};
  now.waits = MemoryWaits{};
  (*now.waits)[1].bus = 7;
  CHECK(finding(before, now).used.back() == "compute at work: bus taken by others +7");
  now.waits.reset();
  CHECK(finding(before, now).used.size() == 1);
}

TEST_CASE("rows that are new, gone or failed are named, in order") {
  const CheckReport report = sample_report();
  REQUIRE(report.findings.size() == 5);
  CHECK(report.findings[0].verdict == Verdict::same);
  CHECK(report.findings[1].verdict == Verdict::moved);
  CHECK(report.findings[2].verdict == Verdict::added);
  CHECK(report.findings[2].name == "net/new");
  CHECK(report.findings[2].suite_line == 12);
  CHECK(report.findings[3].verdict == Verdict::failed);
  CHECK(report.findings[3].failure == "killed by SIGSEGV");
  CHECK(report.findings[4].verdict == Verdict::gone);
  CHECK(report.findings[4].name == "net/gone");
  CHECK(report.count(Verdict::gone) == 1);
  CHECK_FALSE(report.all_same());
  CHECK(SampleCheck({"a", "b"}).report().all_same());
}

TEST_CASE("without a baseline all is new") {
  const SampleCheck check({"a", "b"});
  const Baseline now = new_baseline(check.suite, check.results, "1", nullptr);
  CHECK(compare_with_baseline(check.suite, check.results, nullptr, now).count(Verdict::added) == 2);
}

TEST_CASE("a new baseline has what was measured, and keeps what could not be") {
  SampleCheck check({"a", "b"});
  check.before.configurations["c9"] = "kept";
  check.before.entries["b"].fingerprint.configuration = "c9";
  check.before.entries["gone"] = sample_measurement();
  check.results[0].measurement = sample_measurement(5);
  check.results[1] = {std::nullopt, "killed", ""};
  const Baseline with = new_baseline(check.suite, check.results, "2.0.0", &check.before);
  CHECK(with.version == "2.0.0");
  REQUIRE(with.entries.size() == 2);
  CHECK(with.entries.at("a").cycles == 5);
  CHECK(with.entries.at("b").cycles == 1000);
  CHECK(with.configurations.count("c0") == 1);
  CHECK(with.configurations.at("c9") == "kept");
  CHECK(with.layers.count("10") == 1);
  CHECK(new_baseline(check.suite, check.results, "2.0.0", nullptr).entries.size() == 1);
}

TEST_CASE("a network's step that moved is named, and so are steps that come and go") {
  Measurement before = sample_measurement();
  before.steps = {{"dw", "diagonal", 100}, {"pw", "direct", 50}, {"fc", "direct", 7}};
  Measurement now = before;
  CHECK(finding(before, now).verdict == Verdict::same);
  now.steps[1].cycles = 51;
  const Finding moved = finding(before, now);
  CHECK(moved.verdict == Verdict::moved);
  CHECK(moved.changes == std::vector<std::string>{"step pw: cycles 50 -> 51 (+1, +2.00%)"});
  CHECK(finding(before, now, 2).verdict == Verdict::same);
  now = before;
  now.steps[0].how = "banded";
  const Finding other = finding(before, now, 100);  // No tolerance is for that.
  CHECK(other.verdict == Verdict::moved);
  CHECK(other.changes == std::vector<std::string>{"step dw: diagonal -> banded, cycles 100 -> 100 (+0, +0.00%)"});
  now.steps = {{"dw+pw", "swapped", 140}, {"fc", "direct", 7}};
  const Finding joined = finding(before, now);
  CHECK(joined.verdict == Verdict::moved);
  CHECK(joined.changes == std::vector<std::string>{"step dw+pw: new, 140 cycles", "step dw: gone, 100 cycles",
                                                   "step pw: gone, 50 cycles"});
}

}  // namespace vtasim::check
