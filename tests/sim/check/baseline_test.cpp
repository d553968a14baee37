#include "sim/check/baseline.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "isa/base/error.h"
#include "isa/base/files.h"
#include "sample_report.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::check {
namespace {

using Catch::Matchers::Contains;

Baseline sample() {
  Baseline baseline;
  baseline.version = "1.2.3";
  baseline.configurations["c0"] = {{"bus", 64}};
  baseline.layers["10"] = {{"kernel", {3, 3}}};
  baseline.layers["\"2\\0"] = {{"kernel", {1, 1}}};
  baseline.entries["b/\"x\""] = sample_measurement(5);
  baseline.entries["a"] = sample_measurement(-1);
  baseline.entries["a"].verified.reset();
  return baseline;
}

Baseline reread(const TemporaryDirectory& directory, const std::string& text) {
  std::ofstream(directory / "x.baseline.json") << text;
  return *read_baseline(directory / "x.baseline.json");
}

}  // namespace

TEST_CASE("a baseline has an entry a line, sorted, and reads back as it was") {
  const TemporaryDirectory directory;
  const std::string text = to_text(sample());
  const std::string a =
      R"({"name":"a","cycles":-1,"read_bytes":2000,"written_bytes":300,"gemm_cycles":400,"alu_cycles":50,)"
      R"("verified":null,"mapping":"diagonal","search":"quick","insn_count":17,"configuration":"c0","layer":"10",)"
      R"("instructions":"i0","tokens":"70","data":"d0","load":{"inp":100,)";
  CHECK_THAT(text, Contains("\n\"entries\": [\n" + a));
  CHECK_THAT(text, Contains("}},\n{\"name\":\"b/\\\"x\\\"\",\"cycles\":5,"));
  CHECK_THAT(text,
             Contains("{\n\"vtasim\": \"1.2.3\",\n\"configurations\": {\n\"c0\":{\"bus\":64}\n},\n\"layers\": {\n"));
  CHECK(entry_line(text, "a") == 11);
  CHECK(entry_line(text, "b/\"x\"") == 12);
  CHECK(entry_line(text, "b") == 1);

  const Baseline back = reread(directory, text);
  CHECK(to_text(back) == text);
  CHECK(back.version == "1.2.3");
  CHECK(back.configurations.at("c0").at("bus") == 64);
  CHECK(back.layers.count("\"2\\0") == 1);
  const Measurement& b = back.entries.at("b/\"x\"");
  const Measurement expected = sample_measurement(5);
  for (const ComparedValue& value : kComparedValues) CHECK(b.*value.member == expected.*value.member);
  CHECK(b.verified == true);
  CHECK(b.used == expected.used);
  CHECK_FALSE(back.entries.at("a").verified);
  CHECK_FALSE(b.waits.has_value());  // As in baselines that are older than these.

  Baseline with_waits = back;
  with_waits.entries.at("a").waits = MemoryWaits{{{1, 2}, {3, 4}, {5, 0}}};
  const std::string longer = to_text(with_waits);
  CHECK_THAT(longer, Contains("\"memory_delay\":3,\"bus_taken\":4}"));
  CHECK(reread(directory, longer).entries.at("a").waits == with_waits.entries.at("a").waits);
}

TEST_CASE("no file is no baseline, and what is none is refused") {
  const TemporaryDirectory directory;
  CHECK_FALSE(read_baseline(directory / "none.json"));
  const std::string good = to_text(sample());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  CHECK_THROWS_WITH(reread(directory, with("\"cycles\":5", "\"cycles\":5.5")),
                    Contains("x.baseline.json: entry \"b/\"x\"\": cycles is 5.5"));
  CHECK_THROWS_WITH(reread(directory, with("\"cycles\":5", "\"cycle\":5")), Contains("cycles is missing"));
  CHECK_THROWS_WITH(reread(directory, with("\"inp\":100", "\"in\":100")), Contains("load: inp is missing"));
  CHECK_THROWS_WITH(reread(directory, with("\"tokens\":\"70\"", "\"tokens\":\"70\",\"more\":1")),
                    Contains("unknown key \"more\""));
  CHECK_THROWS_WITH(reread(directory, with("\"name\":\"b/\\\"x\\\"\"", "\"name\":\"a\"")),
                    Contains("entry \"a\" is there twice"));
  CHECK_THROWS_WITH(reread(directory, with("\"layers\": {", "<<<<<<< HEAD\n\"layers\": {")),
                    Contains("x.baseline.json:6: column"));
  CHECK_THROWS_WITH(reread(directory, "{\"entries\": []}"), Contains("vtasim is missing"));
}

TEST_CASE("a baseline without searches is of quick ones") {
  const TemporaryDirectory directory;
  Baseline baseline = sample();
  baseline.entries["a"].mapping = "";  // A case.
  for (auto& [name, entry] : baseline.entries) entry.fingerprint.search = "full";
  std::string text = to_text(baseline);
  CHECK(reread(directory, text).entries.at("a").fingerprint.search == "full");
  const std::string key = "\"search\":\"full\",";
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key)) text.erase(at, key.size());
  const Baseline old = reread(directory, text);
  CHECK(old.entries.at("b/\"x\"").fingerprint.search == "quick");
  CHECK(old.entries.at("a").fingerprint.search.empty());
}

TEST_CASE("the baseline lies beside its suite") {
  CHECK(baseline_file("ci.json") == "ci.baseline.json");
  CHECK(baseline_file("a/b.c/mobile.net.json") == "a/b.c/mobile.net.baseline.json");
}

}  // namespace vtasim::check
