// Suites, and the files that they name: refused or read.

#include "sim/check/suite.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vtasim;
  const std::filesystem::path file = scratch_file("fuzzed.json", text_of(data, size));
  accepted([&] {
    const check::Suite suite = check::load_suite(file);
    require(!suite.rows.empty(), "a suite without rows was read");
  });
  return 0;
}
