#include "sim/page/page.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/sim/page/sample_results.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::page {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using nlohmann::json;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

Results results_of(const json& content) {
  const TemporaryDirectory directory;
  return read_results({write_json(directory / "result.json", content)});
}

}  // namespace

TEST_CASE("a page has all that it needs in itself") {
  const std::string page = to_html(results_of(sample_comparison()), "First layer", "1.2.3");
  CHECK_THAT(page, StartsWith("<!doctype html>"));
  CHECK_THAT(page, Contains("<title>First layer</title>") && Contains("<h1>First layer</h1>"));
  CHECK_THAT(page, Contains("vtasim 1.2.3"));
  CHECK_THAT(page, Contains("Mike Bostock") && Contains("Redistribution and use in source and binary forms"));
  CHECK_THAT(page, Contains("default-src 'none'"));
  CHECK_THAT(page, !Contains("{{"));
  CHECK_THAT(page, !Contains(" src=") && !Contains("<link") && !Contains("@import") && !Contains("url(http"));
}

TEST_CASE("names in results and the title cannot become part of the page") {
  const std::string plain = to_html(results_of(sample_comparison()), "a", "1");
  for (const std::string name :
       {"</script><script>alert(1)</script>", "<!--<script>", "\"'&lt;\\u003c", "a\xe2\x80\xa8 b"}) {
    json content = sample_comparison();
    content["rows"][0]["layer"] = name;
    const Results results = results_of(content);
    const std::string page = to_html(results, "<b>&\"" + name, "1");
    for (const char* part : {"<script", "</script>", "<!--", "-->", "<b>"}) {
      INFO(name << " " << part);
      CHECK(count(page, part) == count(plain, part));
    }
    const std::string written = between(page, "id=\"results\">", "</script>");
    CHECK(json::parse(written) == results.to_json());
    CHECK(json::parse(written)["programs"][0]["layer"] == name);
  }
}

TEST_CASE("names in a profile cannot become part of the page") {
  const std::string plain = to_html(results_of(sample_profile_json()), "a", "1");
  json content = sample_profile_json();
  const std::string name = "</script><script>alert(1)</script>";
  content["program"] = name;
  content["instructions"][0]["what"] = name;
  content["timeline"]["load"]["cause"][0] = name;
  content["mapping"]["name"] = name;
  const std::string page = to_html(results_of(content), "a", "1");
  for (const char* part : {"<script", "</script>"}) CHECK(count(page, part) == count(plain, part));
}

TEST_CASE("names in a planned network cannot become part of the page") {
  const std::string plain = to_html(results_of(sample_network()), "a", "1");
  json content = sample_network();
  const std::string name = "</script><script>alert(1)</script>";
  content["network"] = name;
  json& result = content["results"][0];
  result["hardware"] = result["strategies"][0]["name"] = name;
  for (const char* key : {"name", "operation", "how"}) result["steps"][1][key] = name;
  for (const char* key : {"tensor", "layout"}) result["dram"]["arrays"][0][key] = name;
  const std::string page = to_html(results_of(content), "a", "1");
  for (const char* part : {"<script", "</script>"}) CHECK(count(page, part) == count(plain, part));
}

}  // namespace vtasim::page
