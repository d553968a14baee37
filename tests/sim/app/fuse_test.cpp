#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;

namespace {

/// A depthwise and a pointwise layer, small.
std::string small_network(const TemporaryDirectory& directory) {
  const std::string file = (directory / "net.json").string();
  write_text(file, R"({"layers": [
    {"name": "dw", "input": [1, 32, 14, 14], "multiplier": 1, "kernel": 3, "padding": 1, "bias": true,
     "requantization": {"shift": 7}},
    {"name": "pw", "input": [1, 32, 14, 14], "out_channels": 32, "kernel": 1, "bias": true,
     "requantization": {"shift": 9}}]})");
  return file;
}

/// All cycles of causes by work, those of the bus by taker.
std::int64_t sum_of(const nlohmann::json& causes) {
  if (causes.is_number()) return causes.get<std::int64_t>();
  std::int64_t sum = 0;
  for (const nlohmann::json& member : causes) sum += sum_of(member);
  return sum;
}

}  // namespace

TEST_CASE("fuse shows both layers apart and in one program, all verified", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome = run_vtasim({"fuse", small_network(directory), "--hardware", "b16-bus64,b16-bus512",
                                      "--mapping", "diagonal,patches", "--breakdown", "--json", directory / "out.json",
                                      "--emit", directory / "programs"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  for (const char* part : {"dw+pw", "apart: ", "fused: diagonal, direct", "fused: patches, transposed, direct"}) {
    CHECK_THAT(outcome.out, Contains(part));
  }
  const auto json = nlohmann::json::parse(read_whole_file(directory / "out.json"));
  int fused = 0;
  bool converted = false;
  for (const auto& row : json.at("rows")) {
    CHECK(row.at("verified") == true);
    CHECK(row.at("cycles") >= row.at("bound"));
    fused += row.at("fused") == true ? 1 : 0;
    // The cycle of FINISH is counted, of each program.
    const std::int64_t window = row.at("cycles").get<std::int64_t>() + (row.at("fused") == true ? 1 : 2);
    CHECK(row.at("causes").at("cycles") == window);
    for (const auto& unit : row.at("causes").at("units")) CHECK(sum_of(unit) == window);
    const auto& packing = row.at("packing");
    CHECK(packing.at("bytes") ==
          row.at("packed_bytes").get<std::int64_t>() + row.at("converted_bytes").get<std::int64_t>());
    CHECK((packing.at("pieces") > 0) == (packing.at("bytes") > 0));
    CHECK(row.at("programs") == (row.at("fused") == true ? 1 : 2));
    converted = converted || row.at("converted_bytes") > 0;
    if (row.at("transposed") == true) CHECK(row.at("plan").at("transposition").at("rows") >= 1);
  }
  CHECK(fused == 4);
  CHECK(converted);
  CHECK_THAT(outcome.out, Contains("module") && Contains("compute  ") && Contains("waits for"));
  // The emitted program is a case of its own, which leaves what it says.
  const Outcome replayed = run_vtasim({"replay", directory / "programs/dw_pw-patches-b16-bus512.jsonl"});
  CHECK(replayed.status == 0);
  CHECK_THAT(replayed.out, Contains("1 agrees"));
}

TEST_CASE("fuse with auto shows the best fused program only", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome = run_vtasim({"fuse", small_network(directory), "--hardware", "b16-bus64", "--mapping", "auto",
                                      "--json", directory / "out.json"});
  CHECK(outcome.status == 0);
  const auto rows = nlohmann::json::parse(read_whole_file(directory / "out.json")).at("rows");
  const auto is_fused = [](const nlohmann::json& row) { return row.at("fused") == true; };
  CHECK(std::count_if(rows.begin(), rows.end(), is_fused) == 1);
}

TEST_CASE("auto may stand beside names of mappings", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome =
      run_vtasim({"fuse", small_network(directory), "--hardware", "b16-bus64", "--mapping", "auto,patches"});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("fused: diagonal, direct") && Contains("fused: patches, transposed, direct"));
}

TEST_CASE("fuse names what it cannot use", "[app]") {
  CHECK_THAT(run_vtasim({"fuse", "resnet-18", "--hardware", "b16-bus64"}),
             FailedWith(2, "resnet-18: no depthwise layer with a pointwise one"));
  CHECK_THAT(run_vtasim({"fuse", "mobilenet-v1", "--layer", "dw1", "--hardware", "b16-bus64"}),
             FailedWith(2, "among 1 layer"));
  const TemporaryDirectory directory;
  CHECK_THAT(run_vtasim({"fuse", small_network(directory), "--hardware", "b16-bus64", "--mapping", "direct"}),
             FailedWith(1, "dw+pw, fused direct on b16-bus64: layer dw"));
}

}  // namespace vtasim
