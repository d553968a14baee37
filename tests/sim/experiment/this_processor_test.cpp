#include "sim/experiment/this_processor.h"

#include <catch2/catch.hpp>

namespace vtasim::experiment {

TEST_CASE("the clock is the first that a cpuinfo names") {
  CHECK(clock_of_cpuinfo("processor\t: 0\ncpu MHz\t\t: 2596.122\n\nprocessor\t: 1\ncpu MHz\t\t: 800.000\n") ==
        2'596'122'000);
  CHECK(clock_of_cpuinfo("processor\t: 0\nmodel name\t: ARMv7 Processor rev 0 (v7l)\nBogoMIPS\t: 650.00\n") == 0);
  CHECK(clock_of_cpuinfo("cpu MHz\n") == 0);
  CHECK(clock_of_cpuinfo("cpu MHz : unknown\n") == 0);
  CHECK(clock_of_cpuinfo("") == 0);
}

TEST_CASE("what the system says of its processor can be a host's") {
  const ThisProcessor processor = this_processor();
  CHECK(processor.cores >= 1);
  CHECK(processor.core_hz > 0);
  CHECK_FALSE(processor.core_hz_source.empty());
  CHECK(processor.line_bytes >= 1);
  CHECK_FALSE(processor.line_bytes_source.empty());
}

}  // namespace vtasim::experiment
