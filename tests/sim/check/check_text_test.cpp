#include "sim/check/check_text.h"

#include <catch2/catch.hpp>

#include "sample_report.h"

namespace vtasim::check {

using Catch::Matchers::Contains;

namespace {

/// One blank for several.
std::string squeezed(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' || result.empty() || result.back() != ' ') result += c;
  }
  return result;
}

}  // namespace

TEST_CASE("the table has every row, and each that is not the same is explained below it") {
  const std::string text = format_check(sample_report());
  const std::string cells = squeezed(text);
  CHECK_THAT(cells, Contains("\nnet/same same 1,000 1,000 2,000 300 400 50 diagonal yes\n"));
  CHECK_THAT(cells, Contains("\nnet/a|b <c>&\"d\": 5%, *e* moved 1,100 1,000 +10.00% 2,000 300 400 50 diagonal yes\n"));
  CHECK_THAT(cells, Contains("\nnet/new new 1,000 - 2,000 300 400 50 diagonal yes\n"));
  CHECK_THAT(cells, Contains("\nnet/crash could not run 1,000\nnet/gone gone 77\n"));
  CHECK_THAT(
      text,
      Contains(
          "\nnet/a|b <c>&\"d\": 5%, *e*: moved\n  cycles 1,000 -> 1,100 (+100, +10.00%)\n  changed: the simulator"));
  CHECK_THAT(text, Contains("\nnet/new: new\n  not in the baseline: 1,000 cycles\n"));
  CHECK_THAT(
      text,
      Contains(
          "\nnet/crash: could not run\n  killed by SIGSEGV\n  stderr: line 1: 100% <bad>\n  stderr: line 2 ]]>\n"));
  CHECK_THAT(text, Contains("\nnet/gone: gone\n  in the baseline (77 cycles), not in the suite\n"));
  CHECK_THAT(text, !Contains("net/same: same"));
  CHECK_THAT(text, Catch::Matchers::EndsWith("\nsample: 5 entries: 1 same, 1 moved, 1 new, 1 gone, 1 could not run\n"));
}

TEST_CASE("what is within its tolerance, or the same from another program, is noted") {
  SampleCheck check({"near", "other"});
  check.suite.rows[0].tolerance = 1;
  check.results[0].measurement->cycles = 1001;
  check.results[1].measurement->fingerprint.data = "d1";
  const std::string text = format_check(check.report());
  CHECK_THAT(text, Contains("but not in all:\n  near: cycles 1,000 -> 1,001 (+1, +0.10%); changed: "));
  CHECK_THAT(text, Contains("\n  other: changed: the program's data"));
  CHECK_THAT(text, Contains("sample: 2 entries: 2 same\n"));
}

TEST_CASE("a suite without a baseline is a table, and what is wrong in it") {
  SampleCheck check({"a", "b"});
  check.before.entries.clear();
  check.results[1].measurement->verified = false;
  check.results[1].measurement->problem = "output 3 is 4";
  const std::string text = format_check(check.report());
  CHECK_THAT(text, !Contains("a: new"));
  CHECK_THAT(text, Contains("\nb: new\n  not in the baseline: 1,000 cycles\n  verified NO: output 3 is 4\n"));
}

TEST_CASE("the table says which mapping is not in the RTL") {
  SampleCheck check({"a"});
  check.results[0].measurement->mapping = check.before.entries["a"].mapping = "alu";
  CHECK_THAT(squeezed(format_check(check.report())),
             Contains("\na same 1,000 1,000 2,000 300 400 50 alu (not in the RTL) yes\n"));
}

}  // namespace vtasim::check
