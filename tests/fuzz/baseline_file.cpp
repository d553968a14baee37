// Baselines: refused or read; what was read is the same when it is written and read again.

#include "sim/check/baseline.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vtasim;
  const std::filesystem::path file = scratch_file("fuzzed.baseline.json", text_of(data, size));
  std::optional<check::Baseline> baseline;
  if (!accepted([&] { baseline = check::read_baseline(file); })) return 0;
  require(baseline.has_value(), "the file is not seen");
  const std::string written = to_text(*baseline);
  scratch_file("fuzzed.baseline.json", written);
  const bool again = accepted(
      [&] { require(check::to_text(*check::read_baseline(file)) == written, "a baseline written has changed"); });
  require(again, "a baseline that is written cannot be read");
  return 0;
}
