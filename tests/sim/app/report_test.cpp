#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "browser.h"
#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

constexpr int kBadInput = 2;

}  // namespace

TEST_CASE("a page of a comparison shows its table and its charts in a browser", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json layer = small_layer();
  layer["name"] = "<i>&\"</script>";
  write_text(directory / "layer.json", layer.dump());
  const Outcome compared = run_vtasim({"compare", directory / "layer.json", "--hardware", "b16-bus64,b16-bus512",
                                       "--mapping", "diagonal,swapped,im2col", "--json", directory / "result.json"});
  REQUIRE(compared.status == 0);
  const auto page = directory / "page.html";
  const Outcome made = run_vtasim({"report", directory / "result.json", "-o", page, "--title", "A & <b>"});
  CHECK(made.err.empty());
  CHECK(made.status == 0);
  CHECK(made.out == page.string() + ": 6 rows of 1 file\n");
  const std::string html = shown(page);
  CHECK_THAT(html, Contains("<h1>A &amp; &lt;b&gt;</h1>"));
  CHECK(table_rows(section(html, "programs")) == 6);
  CHECK(count(section(html, "programs"), ">diagonal</td>") == 2);
  // Three mappings on the first configuration, and three modules of each, between load and store.
  CHECK(count(section(html, "cycles"), ">compute</text>") == 3);
  CHECK_THAT(section(html, "cycles"), Contains("GEMM operations</li>") && Contains("lower bound</li>"));
  CHECK_THAT(section(html, "cycles"), Contains("&lt;i&gt;&amp;\"&lt;/script&gt;, diagonal, b16-bus64</title>"));
  CHECK(count(section(html, "roofline"), "class=\"roof\"") == 2);
  CHECK(count(section(html, "roofline"), "class=\"point\"") == 6);
  CHECK(count(section(html, "bus-width"), "class=\"line\"") == 3);
  CHECK(section(html, "layers").empty());
  CHECK(section(html, "pairs").empty());
}

TEST_CASE("a page shows networks, pairs, suites and replayed programs in a browser", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json network = {{"name", "small"}, {"layers", {small_layer(), small_layer()}}};
  network["layers"][0]["name"] = "dw1";
  network["layers"][1]["name"] = "dw2";
  nlohmann::json pointwise = {{"name", "pw"}, {"input", small_layer()["input"]}, {"out_channels", 16}, {"kernel", 1}};
  network["layers"].push_back(pointwise);
  write_text(directory / "network.json", network.dump());
  write_cases(directory / "cases.jsonl", few_cases());
  REQUIRE(run_vtasim({"compare", directory / "network.json", "--hardware", "b16-bus64", "--json",
                      directory / "network-result.json"})
              .status == 0);
  REQUIRE(run_vtasim({"fuse", directory / "network.json", "--hardware", "b16-bus64", "--mapping", "diagonal", "--json",
                      directory / "pairs.json"})
              .status == 0);
  REQUIRE(run_vtasim({"replay", directory / "cases.jsonl", "--results", directory / "replay.jsonl"}).status == 0);
  write_text(directory / "check.json", R"([{"name": "one", "unit": "cycles", "value": 5}])");
  const auto page = directory / "page.html";
  const Outcome made =
      run_vtasim({"report", directory / "network-result.json", directory / "pairs.json", directory / "check.json",
                  VTASIM_ROOT "/configs/suites/ci.baseline.json", directory / "replay.jsonl", "-o", page});
  CHECK(made.err.empty());
  REQUIRE(made.status == 0);
  const std::string html = shown(page);
  CHECK_THAT(html, Contains("<h1>network-result, pairs, check, ci.baseline, replay</h1>"));
  const std::string layers = section(html, "layers");
  CHECK_THAT(layers, Contains(">3 of 3</td>"));
  CHECK(table_rows(layers.substr(layers.find("Layers with their fastest mapping"))) == 3);
  const auto pairs = nlohmann::json::parse(read_whole_file(directory / "pairs.json"))["rows"];
  CHECK(table_rows(section(html, "pairs")) == pairs.size());
  CHECK_THAT(section(html, "cycles"), Contains("<h3>Pairs of layers</h3>"));
  CHECK_THAT(section(html, "pairs"), Contains("fused: diagonal, direct") && Contains("apart: diagonal, direct"));
  CHECK_THAT(section(html, "checks"), Contains(">mobilenet-v1-dw1/b16-bus64/auto</td>") && Contains(">one</td>"));
  CHECK(table_rows(section(html, "runs")) == few_cases().size());
  CHECK_THAT(section(html, "cycles"), Contains("<h3>Checked entries</h3>"));
}

TEST_CASE("a page's tables are sorted by the heading that is clicked, and its charts follow choices", "[app]") {
  const TemporaryDirectory directory;
  write_text(directory / "layer.json", small_layer().dump());
  const std::string result = directory / "result.json";
  REQUIRE(run_vtasim({"compare", directory / "layer.json", "--hardware", "b16-bus64,b16-bus512", "--mapping",
                      "diagonal,swapped,im2col", "--json", result})
              .status == 0);
  nlohmann::json content = nlohmann::json::parse(read_whole_file(result));
  std::vector<std::int64_t> cycles;
  for (nlohmann::json& row : content["rows"]) {
    cycles.push_back(row["cycles"].get<std::int64_t>());
    // Causes as a simulator that tells them has them.
    row["causes"] = {{"units", {{"compute", {{"gemm", {{"operations", 7}}}, {"acc", {{"bus", {{"inp", 3}}}}}}}}}};
  }
  write_text(result, content.dump());
  const auto page = directory / "page.html";
  REQUIRE(run_vtasim({"report", result, "-o", page}).status == 0);
  const auto clicked = [&](const std::string& script) { return shown_after(page, script); };
  const std::string heading =
      "const heading = [...document.querySelectorAll('#programs th span')].find((e) => e.textContent === 'cycles');\n";
  const auto listed = [&](const std::string& html) {
    const std::string table = section(html, "programs");
    std::vector<std::int64_t> figures;
    const std::string cell = "class=\"figure bar short\"";
    for (std::size_t at = table.find(cell); at != std::string::npos; at = table.find(cell, at + 1)) {
      std::string text = table.substr(table.find('>', at) + 1, 20);
      text = text.substr(0, text.find('<'));
      text.erase(std::remove(text.begin(), text.end(), ','), text.end());
      figures.push_back(std::stoll(text));
    }
    return figures;
  };
  CHECK(listed(shown(page)) == cycles);
  std::sort(cycles.begin(), cycles.end());
  const std::string up = clicked(heading + "heading.click();");
  CHECK(listed(up) == cycles);
  CHECK_THAT(section(up, "programs"), Contains("aria-sort=\"ascending\""));
  std::reverse(cycles.begin(), cycles.end());
  const std::string down = clicked(heading + "heading.click(); heading.click();");
  CHECK(listed(down) == cycles);
  CHECK_THAT(section(down, "programs"), Contains("aria-sort=\"descending\""));

  CHECK_THAT(section(up, "cycles"), Contains("GEMM operations</li>") && Contains("bus taken by others</li>"));
  CHECK_THAT(section(up, "cycles"), Contains("acc, bus 3: inp 3</title>") && !Contains("busy with GEMM"));
  const std::string uses = clicked(
      "const select = [...document.querySelectorAll('#cycles select')].find((e) => e.value === 'cause');\n"
      "select.value = 'use'; select.dispatchEvent(new Event('change'));");
  CHECK_THAT(section(uses, "cycles"), Contains("busy with GEMM</li>") && !Contains("GEMM operations"));
}

TEST_CASE("a page names schedules that were swept, and the mapping that auto found", "[app]") {
  const TemporaryDirectory directory;
  write_text(directory / "layer.json", small_layer().dump());
  write_text(directory / "sweep.json", R"({"mapping": "diagonal", "tiling": {"rows": [1, 2]}})");
  const std::string result = directory / "result.json";
  REQUIRE(run_vtasim({"compare", directory / "layer.json", "--hardware", "b16-bus64", "--schedule",
                      directory / "sweep.json", "--mapping", "auto", "--json", result})
              .status == 0);
  const auto page = directory / "page.html";
  REQUIRE(run_vtasim({"report", result, "-o", page}).status == 0);
  const std::string programs = section(shown(page), "programs");
  CHECK_THAT(programs, Contains(">sweep rows=1: diagonal</td>") && Contains(">sweep rows=2: diagonal</td>"));
  CHECK_THAT(programs, Contains(">auto: "));
}

TEST_CASE("report says what is no result, and writes nothing", "[app]") {
  const TemporaryDirectory directory;
  const auto page = directory / "page.html";
  write_text(directory / "layer.json", small_layer().dump());
  const Outcome outcome = run_vtasim({"report", directory / "layer.json", "-o", page});
  CHECK(outcome.status == kBadInput);
  CHECK_THAT(outcome.err, Contains("layer.json: is no result"));
  CHECK_FALSE(std::filesystem::exists(page));
  CHECK(run_vtasim({"report", "-o", page}).status == kBadInput);
  CHECK(run_vtasim({"report", directory / "none.json", "-o", page}).status == kBadInput);
  write_text(directory / "check.json", R"([{"name": "one", "unit": "cycles", "value": 5}])");
  // Not over what it reads, nor where nothing can be written, nor with a title that cannot be shown.
  CHECK_THAT(run_vtasim({"report", directory / "check.json", "-o", directory / "check.json"}).err,
             Contains("is one of the files that are read"));
  CHECK(run_vtasim({"report", directory / "check.json", "-o", directory / "no/page.html"}).status == kBadInput);
  CHECK_THAT(run_vtasim({"report", directory / "check.json", "-o", page, "--title", "a\nb"}).err, Contains("--title"));
  CHECK_FALSE(std::filesystem::exists(page));
  CHECK(run_vtasim({"report", directory / "check.json", "-o", page}).status == 0);
}

}  // namespace vtasim
