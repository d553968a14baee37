#include "sim/check/junit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <pugixml.hpp>
#include <sstream>

#include "isa/base/printable.h"
#include "sim/check/check_text.h"
#include "sim/report/beyond_rtl.h"

namespace vtasim::check {
namespace {

void set(pugi::xml_node node, const char* attribute, const std::string& value) {
  node.append_attribute(attribute).set_value(printable(value).c_str());
}

void add_totals(pugi::xml_node node, const CheckReport& report) {
  const std::size_t errors = report.count(Verdict::failed);
  const std::size_t failures = report.findings.size() - report.count(Verdict::same) - errors;
  set(node, "name", report.suite);
  set(node, "tests", std::to_string(report.findings.size()));
  set(node, "failures", std::to_string(failures));
  set(node, "errors", std::to_string(errors));
}

void add_outcome(pugi::xml_node test, const Finding& finding) {
  if (finding.verdict == Verdict::same) return;
  const bool failed = finding.verdict == Verdict::failed;
  pugi::xml_node outcome = test.append_child(failed ? "error" : "failure");
  set(outcome, "message", fmt::format("{}: {}", to_string(finding.verdict), headline(finding)));
  set(outcome, "type", std::string(to_string(finding.verdict)));
  outcome.text().set(printable(fmt::format("{}", fmt::join(describe(finding), "\n"))).c_str());
  if (failed && !finding.diagnostics.empty()) {
    test.append_child("system-err").text().set(printable(finding.diagnostics).c_str());
  }
}

}  // namespace

std::string to_junit(const CheckReport& report) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  add_totals(suites, report);
  pugi::xml_node suite = suites.append_child("testsuite");
  add_totals(suite, report);
  for (const Finding& finding : report.findings) {
    pugi::xml_node test = suite.append_child("testcase");
    set(test, "name", finding.name);
    set(test, "classname", report.suite);
    add_outcome(test, finding);
    if (finding.now && !report::beyond_rtl(finding.now->mapping).empty()) {
      const std::string text =
          fmt::format("mapping {} needs {}", finding.now->mapping, report::beyond_rtl(finding.now->mapping));
      test.append_child("system-out").text().set(text.c_str());
    }
  }
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace vtasim::check
