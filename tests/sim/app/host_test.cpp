#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;

TEST_CASE("host shows the models that come with the program, and files", "[app]") {
  const TemporaryDirectory directory;
  const Outcome all = run_vtasim({"host"});
  CHECK(all.status == 0);
  CHECK_THAT(all.out, Contains("pynq\n") && Contains("\nlaunch_microseconds") && Contains("Sources of pynq:\n"));
  const Outcome json = run_vtasim({"host", "pynq", "--json"});
  CHECK(json.status == 0);
  auto array = nlohmann::json::parse(json.out);
  REQUIRE(array.size() == 1);
  array[0]["name"] = "mine";
  array[0]["packing"]["cycles_per_piece"] = 6.25;
  write_text(directory / "mine.json", array[0].dump());
  const Outcome two = run_vtasim({"host", "pynq", directory / "mine.json"});
  CHECK(two.status == 0);
  CHECK_THAT(two.out, Contains(" mine\n") && Contains("6.25\n"));
  CHECK_THAT(run_vtasim({"host", "mainframe"}), FailedWith(2, "pynq"));
}

TEST_CASE("a host that is measured is a host that compare takes", "[app]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "box.json";
  const Outcome measured = run_vtasim({"host", "--measure", "-o", file, "--launch-microseconds", "2.5"});
  CHECK(measured.status == 0);
  CHECK(measured.err.empty());
  CHECK_THAT(measured.out, Contains(" box\n") && Contains(file + ": the model is off by "));
  const auto host = nlohmann::json::parse(read_whole_file(file));
  CHECK(host.at("name") == "box");
  CHECK(host.at("launch_microseconds") == 2.5);
  CHECK(host.at("accelerator_hz") == 100'000'000);
  CHECK(host.at("multiply_adds_per_cycle") > 0);
  const auto& packing = host.at("packing");
  CHECK(packing.at("cycles_per_byte").get<double>() + packing.at("cycles_per_piece").get<double>() +
            packing.at("cycles_per_line").get<double>() >
        0);
  const auto& source = host.at("source");
  CHECK_THAT(source.at("packing").get<std::string>(),
             Contains("changes of layout") && Contains("median of 31 runs") && Contains("root mean square"));
  CHECK_THAT(source.at("multiply_adds_per_cycle").get<std::string>(), Contains("vtasim's own 8-bit convolution"));
  CHECK_THAT(source.at("launch_microseconds").get<std::string>(), Contains("given"));
  CHECK_THAT(source.at("accelerator_hz").get<std::string>(), Contains("not measured: the default"));
  const Outcome compared =
      run_vtasim({"compare", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "swapped", "--host", file});
  CHECK(compared.status == 0);
  CHECK_THAT(compared.out, Contains("By host model box: ") && Contains("a launch, in together, 0.003 ms"));
}

TEST_CASE("without a file a measured host is printed", "[app]") {
  const Outcome printed = run_vtasim({"host", "--measure", "--name", "here", "--accelerator-hz", "150000000"});
  CHECK(printed.status == 0);
  const auto host = nlohmann::json::parse(printed.out);
  CHECK(host.at("name") == "here");
  CHECK(host.at("accelerator_hz") == 150'000'000);
  CHECK(host.at("launch_microseconds") == 10);
}

TEST_CASE("options of host that make no sense", "[app]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "x.json";
  CHECK_THAT(run_vtasim({"host", "-o", file}), FailedWith(2, "--measure"));
  CHECK_THAT(run_vtasim({"host", "--launch-microseconds", "1"}), FailedWith(2, "--measure"));
  CHECK_THAT(run_vtasim({"host", "pynq", "--measure"}), FailedWith(2, "pynq: a host that is measured"));
  CHECK_THAT(run_vtasim({"host", "--measure", "--json"}), FailedWith(2, "--json"));
  CHECK_THAT(run_vtasim({"host", "--measure", "--name", std::string(101, 'x'), "-o", file}),
             FailedWith(2, "--name is "));
  CHECK_THAT(run_vtasim({"host", "--measure", "--launch-microseconds", "-1", "-o", file}),
             FailedWith(2, "--launch-microseconds"));
  CHECK_THAT(run_vtasim({"host", "--measure", "-o", directory / "none" / "x.json"}), FailedWith(2, "none"));
  CHECK_FALSE(std::filesystem::exists(file));
}

}  // namespace vtasim
