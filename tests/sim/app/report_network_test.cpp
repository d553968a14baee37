#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "browser.h"
#include "isa/base/files.h"
#include "isa/base/text.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;

/// What network --json makes of a network.
json planned(const TemporaryDirectory& directory, const json& network, const std::string& hardware,
             const std::vector<std::string>& more = {}) {
  write_text(directory / "network.json", network.dump());
  std::vector<std::string> words = {"network", directory / "network.json", "--hardware", hardware,
                                    "--json",  directory / "planned.json"};
  words.insert(words.end(), more.begin(), more.end());
  run_vtasim(words);
  return json::parse(read_whole_file(directory / "planned.json"));
}

/// The page of results, each of them in a file "1.json", "2.json", ...
std::filesystem::path page_of(const TemporaryDirectory& directory, const std::vector<json>& results) {
  std::vector<std::string> words = {"report", "-o", directory / "page.html"};
  for (const json& result : results) {
    words.push_back(directory / (std::to_string(words.size() - 2) + ".json"));
    write_text(words.back(), result.dump());
  }
  const Outcome made = run_vtasim(words);
  CHECK(made.err.empty());
  REQUIRE(made.status == 0);
  return directory / "page.html";
}

/// A page with its charts, for which a browser that nobody looks at need not draw a frame by itself.
std::string drawn(const std::filesystem::path& page, Scheme preferred = Scheme::light) {
  return shown_after(page, "", preferred);
}

/// Waits until a section's chart is drawn, then runs `script`, which may await choose(label, value) and frame(), and
/// has the section in `of`; what `script` returns is the title.
std::string in_section(const std::string& id, const std::string& script) {
  return R"((async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const of = document.getElementById(")" +
         id + R"(");
    while (!of.querySelector("svg.chart")) await frame();
    const choose = async (label, value) => {
      const select = [...of.querySelectorAll("label")].find((e) => e.firstChild.textContent === label).querySelector("select");
      select.value = value;
      select.dispatchEvent(new Event("change"));
      await frame();
    };
    document.title = await (async () => {)" +
         script + R"(})();
  })();)";
}

std::size_t steps_on(const json& result, const std::string& on) {
  const json& steps = result.at("steps");
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [&](const json& step) { return step.at("on") == on; }));
}

}  // namespace

TEST_CASE("a page shows what planned networks come to by strategy, and their steps", "[app]") {
  const TemporaryDirectory directory;
  const json content = planned(directory, small_network(), "b16-bus64,b16-bus512");
  const json& first = content.at("results").at(0);
  const json& second = content.at("results").at(1);
  const auto page = page_of(directory, {content});
  const std::string html = drawn(page);

  const std::string networks = section(html, "networks");
  const std::size_t costs = 2 + first.at("strategies").size() + second.at("strategies").size();
  CHECK(table_rows(networks) == costs);
  CHECK(count(networks, ">planned</td>") == 2);
  CHECK(count(networks, ">yes</td>") == 2);
  CHECK_THAT(networks, Contains(">" + grouped(first.at("cycles").get<std::int64_t>()) + "</td>"));
  CHECK(count(networks, "class=\"part\"") == 2 * costs);  // Of each the accelerator and the host.
  CHECK_THAT(networks, Contains("<title>net on b16-bus64</title>") && Contains("<title>net on b16-bus512</title>"));
  const std::string by_cycles =
      section(shown_after(page, in_section("networks", "await choose('scale', 'cycles');")), "networks");
  CHECK(count(by_cycles, "class=\"part\"") == costs);

  const std::string steps = section(html, "network-steps");
  CHECK(table_rows(steps) == first.at("steps").size());
  CHECK(count(steps, ">compute</text>") == steps_on(first, "accelerator"));
  CHECK(count(steps, ">host</text>") == steps_on(first, "host"));
  CHECK_THAT(steps, Contains("GEMM operations</li>") && Contains("the host's work</li>") && !Contains(">load</text>"));
  CHECK_THAT(steps, Contains("image: layout") && Contains(">host: from (N, C, H, W) to as im2col reads it</td>"));
  const std::string other = section(
      shown_after(page, in_section("network-steps", "await choose('network', '1'); await choose('modules', 'all');")),
      "network-steps");
  CHECK_THAT(other, Contains(grouped(second.at("steps").at(1).at("cycles").get<std::int64_t>()) + "</td>"));
  CHECK(count(other, ">store</text>") == steps_on(second, "accelerator"));
}

TEST_CASE("a page shows which tensors lie where in DRAM during which steps", "[app]") {
  const TemporaryDirectory directory;
  const json content = planned(directory, small_network(), "b16-bus64");
  const json& dram = content.at("results").at(0).at("dram");
  const json& arrays = dram.at("arrays");
  const auto page = page_of(directory, {content});
  const std::string memory = section(drawn(page), "network-memory");
  CHECK(count(memory, "class=\"array\"") == arrays.size());
  CHECK_THAT(memory,
             Contains("most live: " + grouped(dram.at("tensor_bytes_alive").get<std::int64_t>()) + " bytes, in "));
  const json& last = arrays.back();
  CHECK_THAT(memory, Contains(last.at("tensor").get<std::string>() + "\n" + last.at("layout").get<std::string>() +
                              "\n" + grouped(last.at("bytes").get<std::int64_t>()) + " bytes at ") &&
                         Contains(" to the end</title>"));
  // Boxes are as wide as steps from the first to the last, and as high as bytes.
  json boxes = json::parse(told(shown_after(page, in_section("network-memory", R"(
      const value = (box, name) => Number(box.getAttribute(name));
      return JSON.stringify([...of.querySelectorAll(".array")].map((box) => ["x", "width", "y", "height"].map((name) => value(box, name))));
    )"))));
  REQUIRE(boxes.size() == arrays.size());
  const auto steps = [&](std::size_t i) {
    return arrays[i].at("last_step").get<int>() - arrays[i].at("first_step").get<int>() + 1;
  };
  const double step = boxes[0][1].get<double>() / steps(0);
  const double byte = boxes[0][3].get<double>() / arrays[0].at("bytes").get<double>();
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    INFO(i);
    CHECK(boxes[i][1].get<double>() == Approx(step * steps(i)));
    CHECK(boxes[i][3].get<double>() == Approx(byte * arrays[i].at("bytes").get<double>()));
    CHECK(boxes[i][0].get<double>() - boxes[0][0].get<double>() ==
          Approx(step * (arrays[i].at("first_step").get<int>() - arrays[0].at("first_step").get<int>())).margin(1e-6));
    const double higher = arrays[i].at("address").get<double>() - arrays[0].at("address").get<double>();
    const double from_above = boxes[i][2].get<double>() + boxes[i][3].get<double>();
    CHECK(boxes[0][2].get<double>() + boxes[0][3].get<double>() - from_above == Approx(byte * higher).margin(1e-6));
  }

  // Keys go through the boxes, to the last and no further.
  const std::string pressed = told(shown_after(page, in_section("network-memory", R"(
      const press = (key) => of.querySelector("svg.chart").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      const panel = of.querySelector(".pointed");
      const seen = [String(panel.hidden)];
      for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight"]) {
        press(key);
        seen.push([...of.querySelectorAll(".array")].findIndex((box) => box.classList.contains("chosen")));
      }
      return `${seen.join()} ${panel.hidden} ${panel.textContent.split("\n")[0]}`;
    )")));
  const std::string most = std::to_string(arrays.size() - 1);
  CHECK(pressed == "true,0,1,0," + most + "," + most + " false " + last.at("tensor").get<std::string>());
}

TEST_CASE("a page sets two runs of a network side by side, and says which steps differ", "[app]") {
  const TemporaryDirectory directory;
  const json before = planned(directory, small_network(), "b16-bus64");
  json after = before;
  json& steps = after.at("results").at(0).at("steps");
  // image, first, dw, pw and pw's layout: first takes half of its cycles, dw and pw are a pair.
  REQUIRE(steps.size() == 5);
  REQUIRE(steps[1].at("name") == "first");
  steps[1]["cycles"] = steps[1].at("cycles").get<std::int64_t>() / 2;
  steps[1]["how"] = "another mapping";
  steps[3]["name"] = "dw+pw";
  steps[3]["reads"] = steps[2].at("reads");
  steps.erase(2);
  for (json& array : after.at("results").at(0).at("dram").at("arrays")) {
    for (const char* key : {"first_step", "last_step"}) array[key] = std::max(0, array.at(key).get<int>() - 1);
  }
  const auto page = page_of(directory, {before, after});
  const std::string html = section(drawn(page), "network-steps");
  CHECK_THAT(html, Contains("1: net on b16-bus64 [") && Contains("2: net on b16-bus64 ["));
  // Steps of both, and in the order of the first: dw and pw of it, the pair of the second.
  CHECK(table_rows(html) == 6);
  const std::size_t pw = html.find(">pw</td>");
  const std::size_t pair = html.find(">dw+pw</td>");
  REQUIRE(pair != std::string::npos);
  CHECK(html.find(">dw</td>") < pw);
  CHECK(pw < pair);
  CHECK(pair < html.find("host: from (N, O/16, H, W, 16)", pair));
  CHECK(count(html, ">the same</td>") == 2);  // Changes of layout.
  CHECK(count(html, ">not there</td>") == 3);
  CHECK_THAT(html, Contains("differs\">another mapping</td>"));
  const std::int64_t cycles = before.at("results").at(0).at("steps").at(1).at("cycles").get<std::int64_t>();
  CHECK_THAT(html, Contains("right short\">-50.0") && Contains(">" + grouped(cycles / 2) + "</td>"));
  CHECK(count(html, ">compute 1</text>") == 3);
  CHECK(count(html, ">compute 2</text>") == 2);
  CHECK(count(html, ">host 2</text>") == 2);
  const std::string one =
      section(shown_after(page, in_section("network-steps", "await choose('beside it', '');")), "network-steps");
  CHECK(table_rows(one) == 5);
  CHECK(count(one, ">compute</text>") == 3);

  // Steps that leave the same tensor stay together.
  json renamed = before;
  for (const std::size_t step : {2U, 3U}) {
    json& name = renamed.at("results").at(0).at("steps").at(step).at("name");
    name = name.get<std::string>() + "2";
  }
  const std::string names = section(drawn(page_of(directory, {before, renamed})), "network-steps");
  std::size_t before_it = 0;
  for (const char* name : {">dw</td>", ">dw2</td>", ">pw</td>", ">pw2</td>"}) {
    INFO(name);
    const std::size_t at = names.find(name);
    REQUIRE(at != std::string::npos);
    CHECK(at > before_it);
    before_it = at;
  }
}

TEST_CASE("a page of planned networks shows any name as it is, and says why one has no plan", "[app]") {
  const TemporaryDirectory directory;
  json network = small_network();
  network["name"] = "<i>&\"</script>";
  network["nodes"][1]["name"] = "<b>";
  network["nodes"].push_back({{"name", "up"}, {"op", "host"}, {"what", "upsample"}, {"shape", {1, 32, 28, 28}}});
  const json failed = planned(directory, network, "b16-bus64");
  const json ran = planned(directory, network, "b16-bus64", {"--host-between", "allowed"});
  REQUIRE(ran.at("results").at(0).contains("cycles"));
  const std::string html = drawn(page_of(directory, {failed, ran}), Scheme::dark);
  CHECK_THAT(section(html, "networks"), Contains(failed.at("results").at(0).at("error").get<std::string>() + "</td>") &&
                                            Contains(">allowed</td>") && Contains(">never</td>"));
  CHECK_THAT(section(html, "networks"), Contains("&lt;i&gt;&amp;\"&lt;/script&gt; on b16-bus64"));
  CHECK_THAT(section(html, "network-steps"), Contains(">&lt;b&gt;</td>") && Contains(">host</td>"));
  CHECK_THAT(section(html, "network-memory"), Contains("&lt;b&gt;\n"));
  CHECK(count(html, "<i>") + count(html, "<b>") == 0);
  // Alone there is nothing to draw.
  const std::string alone = drawn(page_of(directory, {failed}));
  CHECK(table_rows(section(alone, "networks")) == 1);
  CHECK(section(alone, "network-steps").empty());
  CHECK(section(alone, "network-memory").empty());
}

}  // namespace vtasim
