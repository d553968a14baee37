#include "sim/report/host_table.h"

#include <catch2/catch.hpp>
#include <sstream>

namespace vtasim::report {

using Catch::Matchers::Contains;

TEST_CASE("hosts stand side by side with what follows from their keys, and their sources below", "[report]") {
  experiment::HostModel box;
  box.name = "box";
  box.cores = 16;
  box.core_hz = 1'000'000'000;
  box.multiply_adds_per_cycle = 0.5;
  box.packing = {0.25, 3, 2, 64};
  box.launch_microseconds = 2.5;
  box.source = {{"packing", "measured"}};
  const std::string text = format_hosts({experiment::HostModel{}, box});
  CHECK_THAT(text, Contains(" pynq     box\n"));
  const auto line = [&](const std::string& label) {
    const std::size_t begin = text.find("\n" + label + " ");
    REQUIRE(begin != std::string::npos);
    std::istringstream cells(text.substr(begin + 1 + label.size(), text.find('\n', begin + 1) - begin - label.size()));
    std::string first;
    std::string second;
    cells >> first >> second;
    return first + " " + second;
  };
  CHECK(line("cores") == "2 16");
  CHECK(line("core_hz, MHz") == "650 1000");
  CHECK(line("multiply_adds_per_cycle") == "4 0.5");
  CHECK(line("packing: cycles_per_byte") == "1 0.25");
  CHECK(line("packing: line_bytes") == "32 64");
  CHECK(line("launch_microseconds") == "10 2.5");
  CHECK(line("multiply-adds/s of a core, million") == "2600 500");
  CHECK(line("packing in one piece, MB/s") == "520.0 3200.0");  // 64 bytes in 16 + 2 x 2 cycles.
  // 16 bytes in 4 + 3 + 2 x (1 + 1/4) cycles; a byte in 0.25 + 3 + 2 x (1 + 1/64).
  CHECK(line("pieces of 16 bytes, a line each, MB/s").substr(6) == "1684.2");
  CHECK(line("bytes one by one, a line each, MB/s").substr(5) == "189.3");
  CHECK_THAT(text, Contains("\nSources of box:\n  packing: measured\n"));
  CHECK_THAT(text, !Contains("Sources of pynq"));
  CHECK_THAT(format_hosts({experiment::HostModel{}, box}, 50), Contains("pynq\n") && Contains(" box\n"));
  box.packing = {0, 0, 0, 64};
  CHECK_THAT(format_hosts({box}), Contains("packing in one piece, MB/s             free\n"));
}

}  // namespace vtasim::report
