#include "sim/check/junit.h"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "sample_report.h"

namespace vtasim::check {

TEST_CASE("a test case a finding, with all that its text has") {
  pugi::xml_document document;
  const std::string text = to_junit(sample_report());
  REQUIRE(document.load_string(text.c_str(), pugi::parse_default | pugi::parse_declaration));
  CHECK(text.substr(0, 39) == R"(<?xml version="1.0" encoding="UTF-8"?>)"
                              "\n");
  const pugi::xml_node suites = document.child("testsuites");
  const pugi::xml_node suite = suites.child("testsuite");
  for (const pugi::xml_node& node : {suites, suite}) {
    CHECK(node.attribute("name").value() == std::string("sample"));
    CHECK(node.attribute("tests").as_int() == 5);
    CHECK(node.attribute("failures").as_int() == 3);
    CHECK(node.attribute("errors").as_int() == 1);
  }
  const auto test = [&](const char* name) { return suite.find_child_by_attribute("testcase", "name", name); };
  REQUIRE(test("net/same"));
  CHECK(test("net/same").attribute("classname").value() == std::string("sample"));
  CHECK_FALSE(test("net/same").first_child());

  const pugi::xml_node moved = test("net/a|b <c>&\"d\": 5%, *e*").child("failure");
  CHECK(moved.attribute("type").value() == std::string("moved"));
  CHECK(moved.attribute("message").value() == std::string("moved: cycles 1,000 -> 1,100 (+100, +10.00%)"));
  CHECK(moved.text().get() == std::string("cycles 1,000 -> 1,100 (+100, +10.00%)\n"
                                          "changed: the simulator: configuration and program are the same to the bit\n"
                                          "cycles of compute: busy with GEMM +100"));
  CHECK(test("net/new").child("failure").attribute("type").value() == std::string("new"));
  CHECK(test("net/gone").child("failure").attribute("type").value() == std::string("gone"));
  const pugi::xml_node crash = test("net/crash");
  CHECK(crash.child("error").attribute("message").value() == std::string("could not run: killed by SIGSEGV"));
  CHECK(crash.child("system-err").text().get() == std::string("line 1: 100% <bad>\nline 2 ]]>\n"));
}

TEST_CASE("control characters do not make it into XML") {
  SampleCheck check({"row"});
  check.results[0] = {std::nullopt, "killed", "\x1b[31m\xff"};
  pugi::xml_document document;
  REQUIRE(document.load_string(to_junit(check.report()).c_str()));
  CHECK(document.select_node("//system-err").node().text().get() == std::string("?[31m?"));
}

TEST_CASE("a test case whose program is not in the RTL says what it needs") {
  SampleCheck check({"a", "b"});
  check.results[0].measurement->mapping = check.before.entries["a"].mapping = "alu";
  pugi::xml_document document;
  REQUIRE(document.load_string(to_junit(check.report()).c_str()));
  const pugi::xpath_node_set outputs = document.select_nodes("//testcase/system-out");
  REQUIRE(outputs.size() == 1);
  CHECK(outputs[0].parent().attribute("name").value() == std::string("a"));
  CHECK_THAT(outputs[0].node().text().get(), Catch::Matchers::StartsWith("mapping alu needs a MUL in the ALU "));
}

}  // namespace vtasim::check
