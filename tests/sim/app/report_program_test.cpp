#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "browser.h"
#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

/// Waits until the timeline is drawn, then runs `script`, which may await frame(). `canvas` is the timeline's; what
/// `script` returns is the title.
std::string on_timeline(const std::string& script) {
  return R"((async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    while (!document.querySelector("canvas.timeline")) await frame();
    await frame();
    const canvas = document.querySelector("canvas.timeline");
    const box = canvas.getBoundingClientRect();
    const range = () => document.querySelector(".range").textContent;
    const press = async (key) => {
      canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await frame();
    };
    const at = (type, x, y, more = {}) =>
      canvas.dispatchEvent(new type.of(type.name, { clientX: box.left + x, clientY: box.top + y, bubbles: true, cancelable: true, view: window, ...more }));
    const wheel = { of: WheelEvent, name: "wheel" };
    const move = { of: PointerEvent, name: "pointermove" };
    const middle = { load: 80, compute: 126, store: 172 };  // Of what cycles went to, in pixels from above.
    // A pixel of the canvas, as [red, green, blue].
    const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const pixel = (x, y, of = canvas) => {
      copy.drawImage(of, Math.round(x), Math.round(y), 1, 1, 0, 0, 1, 1);
      return [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3).join();
    };
    const colour = (name) => {
      const { r, g, b } = d3.rgb(getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
      return [r, g, b].join();
    };
    const x = (cycle, from, to) => 106 + ((cycle - from) / (to - from)) * (Math.floor(canvas.clientWidth) - 106 - 50);
    document.title = await (async () => {)" +
         script + R"(})();
  })();)";
}

}  // namespace

TEST_CASE("a page shows what a program did over time, to be zoomed and stepped through", "[app]") {
  const TemporaryDirectory directory;
  const std::string run = directory / "run.json";
  const std::string file = std::string(VTASIM_TESTS) + "/golden/b16-bus64/layers.jsonl";
  REQUIRE(run_vtasim({"explain", file, "--case", "conv-1ctx", "--json", run}).status == 0);
  const auto page = directory / "page.html";
  REQUIRE(run_vtasim({"report", run, "-o", page}).out == page.string() + ": 1 row of 1 file\n");
  const nlohmann::json profile = nlohmann::json::parse(read_whole_file(run));
  const nlohmann::json& instructions = profile.at("instructions");
  std::size_t gemm = 0;
  while (instructions[gemm].at("work") != "gemm") ++gemm;
  const auto start = instructions[gemm].at("start").get<std::int64_t>();
  const auto end = instructions[gemm].at("end").get<std::int64_t>();
  const std::string middle = std::to_string((start + end) / 2);
  const auto after = [&](const std::string& script) { return shown_after(page, on_timeline(script)); };

  SECTION("the whole at first, with a legend of its causes and no lanes") {
    const std::string html = after("return range();");
    CHECK(told(html) == "Cycles 0 to 5,202 of 5,202; shares of 37 cycles each");
    CHECK_THAT(section(html, "timeline"),
               Contains("GEMM operations</li>") && Contains("waiting for compute's token</li>"));
    CHECK_THAT(section(html, "timeline"), Contains("<p>5,201 cycles. Latency-bound, by "));
    CHECK_THAT(section(html, "cycles"), Contains("Explained programs"));
    CHECK(section(html, "lanes").empty());
  }
  SECTION("colours are those of the causes, and shares of what is narrower than a pixel") {
    CHECK(told(after("return [pixel(x(" + middle + ", 0, 5202), middle.compute) === colour('gemm'), pixel(x(" + middle +
                     ", 0, 5202), middle.store) === colour('gemm')].join();")) == "true,false");
  }
  SECTION("the pointer is told of the instruction") {
    const std::string html = after("at(move, x(" + middle + ", 0, 5202), middle.compute); await frame();" +
                                   "return document.querySelector('.tip').textContent;");
    CHECK_THAT(told(html), Contains("compute " + std::to_string(gemm) + " (GEMM of ") && Contains("GEMM operations") &&
                               Contains("takes the token of load ") && Contains("dispatched in cycle "));
    CHECK(told(after(
              "at(move, 20, 100); await frame(); return String(document.querySelector('.tip')?.hidden ?? true);")) ==
          "true");
  }
  SECTION("tokens of the instruction that is pointed at are drawn") {
    CHECK(told(after("const before = canvas.toDataURL(); at(move, x(" + middle +
                     ", 0, 5202), middle.compute); await frame();" + "const head = [-1, 0, 1].every((by) => pixel(x(" +
                     std::to_string(start) + ", 0, 5202) + by, 97) === colour('accent'));" +
                     "return [before !== canvas.toDataURL(), head].join();")) == "true,true");
  }
  SECTION("the wheel zooms in at the pointer, down to cycles, and out again") {
    const std::string html = after("for (let i = 0; i < 40; ++i) at(wheel, x(" + middle +
                                   ", 0, 5202), 100, { deltaY: -400 }); await frame(); const near = range();" +
                                   "for (let i = 0; i < 40; ++i) at(wheel, 300, 100, { deltaY: 400 }); await frame();" +
                                   "return near + '|' + range();");
    const std::string near = told(html);
    CHECK_THAT(near, Contains("shares of 1.0 cycles each|Cycles 0 to 5,202 of 5,202"));
    std::string from = near.substr(std::string("Cycles ").size());
    from = from.substr(0, from.find(' '));
    from.erase(std::remove(from.begin(), from.end(), ','), from.end());
    CHECK(std::stoll(from) >= start);
    CHECK(std::stoll(from) <= end);
  }
  SECTION("dragging moves what was zoomed into") {
    const std::string html = after(
        "await press('+'); await press('+'); const before = range();"
        "at({ of: MouseEvent, name: 'mousedown' }, 400, 100); at({ of: MouseEvent, name: 'mousemove' }, 300, 100);"
        "window.dispatchEvent(new MouseEvent('mousemove', { clientX: box.left + 250, clientY: box.top + 100, view: "
        "window }));"
        "window.dispatchEvent(new MouseEvent('mouseup', { clientX: box.left + 250, clientY: box.top + 100, view: "
        "window }));"
        "await frame(); return before + '|' + range();");
    const std::string both = told(html);
    const std::size_t bar = both.find('|');
    CHECK(both.substr(0, bar) != both.substr(bar + 1));
    CHECK_THAT(both.substr(bar), Contains("of 5,202"));
  }
  SECTION("keys step through instructions and zoom to one") {
    const std::string html = after(
        "await press('n'); const first = document.querySelector('.pointed').textContent;"
        "await press('n'); await press('n'); await press('p'); await press('ArrowDown');"
        "const store = document.querySelector('.pointed').textContent;"
        "await press('ArrowUp'); await press('ArrowUp'); await press('Enter');"
        "const near = range(); await press('ArrowRight'); const moved = near !== range(); await press('Home');"
        "return [first.split('\\n')[0], store.split(' ')[0], "
        "document.querySelector('.pointed').textContent.split(' ')[0], near.startsWith('Cycles 0 to 5,202'), "
        "moved, range()].join('|');");
    const auto first = [&] {
      for (std::size_t i = 0; i < instructions.size(); ++i) {
        if (instructions[i].at("module") == "compute") return "compute " + std::to_string(i) + " (";
      }
      return std::string("none");
    }();
    CHECK_THAT(told(html), Contains(first) && Contains("|store|load|false|true|Cycles 0 to 5,202 of 5,202"));
  }
  SECTION("the critical path is underlined as long as that is chosen") {
    CHECK(told(after(
              "const line = () => pixel(x(" + middle + ", 0, 5202), 138) === colour('ink'); const shown = line();" +
              "const select = [...document.querySelectorAll('#timeline select')].find((e) => e.value === 'shown');" +
              "select.value = 'hidden'; select.dispatchEvent(new Event('change')); await frame();" +
              "const other = document.querySelector('canvas.timeline');" + "return [shown, pixel(x(" + middle +
              ", 0, 5202), 138, other) === colour('ink')].join();")) == "true,false");
  }
  SECTION("a canvas has the colours that the reader prefers, and light ones on paper") {
    const std::string html = after(
        "const page = () => pixel(2, 2); const screen = page();"
        "document.styleSheets[0].insertRule(':root { --page: #123456 !important; }', 1);"
        "dispatchEvent(new Event('afterprint')); const other = page();"
        "dispatchEvent(new Event('beforeprint')); return [screen, other, page()].join(' ');");
    CHECK(told(html) == "255,255,255 18,52,86 255,255,255");
    const std::string dark = "const screen = [pixel(2, 2), pixel(x(" + middle +
                             ", 0, 5202), middle.compute) === "
                             "colour('gemm')]; dispatchEvent(new Event('beforeprint'));"
                             "return [...screen, pixel(2, 2)].join(' ');";
    CHECK(told(shown_after(page, on_timeline(dark), Scheme::dark)) == "20,24,28 true 255,255,255");
  }
}

TEST_CASE("a page draws what scratchpads hold over time", "[app]") {
  const TemporaryDirectory directory;
  const std::string run = directory / "run.json";
  const std::string file = std::string(VTASIM_TESTS) + "/golden/b16-bus64/layers.jsonl";
  REQUIRE(run_vtasim({"explain", file, "--case", "conv-1ctx", "--json", run}).status == 0);
  const auto page = directory / "page.html";
  REQUIRE(run_vtasim({"report", run, "-o", page}).status == 0);
  const nlohmann::json profile = nlohmann::json::parse(read_whole_file(run));
  constexpr std::int64_t kCycle = 2600;  // In the middle of 5,202.
  const auto live = [&](const char* scratchpad) {
    std::int64_t entries = 0;
    for (const nlohmann::json& instruction : profile.at("instructions")) {
      if (!instruction.contains("live") || !instruction.at("live").contains(scratchpad)) continue;
      const nlohmann::json& changes = instruction.at("live").at(scratchpad);
      if (instruction.at("start") <= kCycle) entries += changes.at(0).get<std::int64_t>();
      if (instruction.at("end") <= kCycle) entries -= changes.at(1).get<std::int64_t>();
    }
    return entries;
  };
  // `axis` has the numbers above the chart; what the script returns is the title.
  const auto after = [&](const std::string& script) {
    return shown_after(page, R"((async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      while (!document.querySelector("#scratchpads svg.chart")) await frame();
      const svg = document.querySelector("#scratchpads svg.chart");
      const axis = () => [...svg.querySelectorAll(".tick text")].map((tick) => tick.textContent).join(" ");
      const press = async (key) => {
        svg.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        await frame();
      };
      document.title = await (async () => {)" +
                                 script + R"(})();
    })();)");
  };

  SECTION("of each its depth, and the most that is live") {
    const std::string html = section(after("return '';"), "scratchpads");
    CHECK(table_rows(html) == 5);
    for (const char* scratchpad : {"uop", "wgt", "inp", "acc", "out"}) {
      const nlohmann::json& of = profile.at("scratchpads").at(scratchpad);
      CHECK_THAT(html, Contains(">most " + std::to_string(of.at("most_live").get<int>()) + "<"));
    }
    CHECK(count(html, "class=\"roof\"") == 5);
    CHECK_THAT(html, Contains("depth 2,048") && Contains("depth 1,024"));
  }
  SECTION("the pointer is told what is live in its cycle") {
    const std::string html = after(
        "const box = svg.getBoundingClientRect();"
        "const x = 106 + ((2600.5 / 5202) * (svg.viewBox.baseVal.width - 106 - 50));"
        "svg.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientY: box.top + 60,"
        "  clientX: box.left + (x * box.width) / svg.viewBox.baseVal.width }));"
        "return document.querySelector('.tip').textContent;");
    CHECK_THAT(told(html), Contains("cycle 2,600"));
    for (const char* scratchpad : {"uop", "inp", "acc", "out"}) {
      CHECK_THAT(told(html), Contains(std::string(scratchpad) + " " + std::to_string(live(scratchpad)) + " of 2,048"));
    }
    CHECK(live("acc") + live("inp") + live("out") > 0);
  }
  SECTION("keys zoom and move") {
    const std::string all = told(after("return axis();"));
    CHECK_THAT(all, Contains("0 ") && Contains("5,000"));
    const std::string near = told(after("await press('+'); await press('+'); return axis();"));
    CHECK_THAT(near, !Contains("5,000"));
    CHECK(told(after("await press('+'); await press('+'); await press('ArrowRight'); return axis();")) != near);
    CHECK(told(after("await press('+'); await press('Home'); return axis();")) == all);
  }
  SECTION("the timeline goes along, and takes the chart with it") {
    const std::string both = told(
        after("const range = () => document.querySelector('.range').textContent; const before = range();"
              "await press('+'); const zoomed = range(); const canvas = document.querySelector('canvas.timeline');"
              "canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true, cancelable: true }));"
              "await frame(); return [before !== zoomed, range() === before, axis()].join();"));
    CHECK_THAT(both, Contains("true,true,0 ") && Contains("5,000"));
  }
}

TEST_CASE("a page shows how far a program came that does not finish", "[app]") {
  const TemporaryDirectory directory;
  const std::string file = std::string(VTASIM_TESTS) + "/golden/b16-bus64/broken.jsonl";
  const std::string run = directory / "run.json";
  REQUIRE(run_vtasim({"explain", file, "--case", "deadlock-one-token-short", "--json", run}).status == 1);
  REQUIRE(run_vtasim({"report", run, "-o", directory / "page.html"}).status == 0);
  const std::string html = section(shown_after(directory / "page.html", ""), "timeline");
  CHECK_THAT(html, Contains("It does not finish: deadlock: FINISH is not reached") && !Contains("critical path<"));
  CHECK_THAT(html, Contains("waiting for load's token</li>"));
}

TEST_CASE("a page draws what sits in which lanes", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json layer = small_layer();
  layer["name"] = "<i>&\"</script>";
  write_text(directory / "layer.json", layer.dump());
  const auto lanes = [&](const std::string& mapping, const std::string& script = "") {
    const std::string run = directory / "run.json";
    INFO(mapping);
    REQUIRE(run_vtasim(
                {"explain", directory / "layer.json", "--hardware", "b16-bus64", "--mapping", mapping, "--json", run})
                .status == 0);
    REQUIRE(run_vtasim({"report", run, "-o", directory / "page.html"}).status == 0);
    return section(shown_after(directory / "page.html", script), "lanes");
  };
  const std::string diagonal = lanes("diagonal");
  CHECK_THAT(diagonal, Contains("16 of the tile's 256 places hold a weight") && Contains("1 x 1 x 16 (rows x columns"));
  CHECK(count(diagonal, " of the kernel, from channel") == 16);
  CHECK_THAT(diagonal,
             Contains("wgt row 3, lane 3: row 0, column 0 of the kernel, from channel 0 of the group to channel 3"));
  CHECK_THAT(diagonal, Contains("wgt row 3, lane 4: 0"));
  // The fifth tap reads the middle of the kernel.
  const std::string tap =
      lanes("diagonal",
            "setTimeout(() => {"
            "const select = [...document.querySelectorAll('#lanes select')].pop(); select.value = '4';"
            "select.dispatchEvent(new Event('change')); }, 100);");
  CHECK_THAT(tap,
             Contains("wgt row 3, lane 3: row 1, column 1 of the kernel") && !Contains("lane 3: row 0, column 0 of"));

  const std::string windows = lanes("swapped 4x4 step 4x2");
  CHECK_THAT(windows,
             Contains("9 of 16 lanes of the filter") && Contains("wgt row 0, lane 5: row 1, column 1 of the padded"));
  CHECK_THAT(windows, Contains("All of a channel's input, by the row of the tile"));
  CHECK_THAT(lanes("im2col"), Contains("9 of the tile's 256 places hold a weight") && Contains("held more than once"));
  const std::string patches = lanes("patches");
  CHECK_THAT(patches, Contains("36 of the tile's 256") && Contains("lane 8 of row 0, column 0 of vectors: channel 0"));
  CHECK_THAT(lanes("in 2x8x1 step 2x4 out 4x4x1"), Contains("An inp vector's place holds 2 x 8 x 1"));
}

}  // namespace vtasim
