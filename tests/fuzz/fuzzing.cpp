#include "tests/fuzz/fuzzing.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <systemc>

#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

constexpr std::int64_t kMostCycles = 20'000;

bool same(const isa::RunRecord& a, const isa::RunRecord& b) {
  return a.finished == b.finished && a.assertion == b.assertion && a.cycles == b.cycles &&
         a.read_bursts == b.read_bursts && a.read_beats == b.read_beats && a.write_bursts == b.write_bursts &&
         a.write_beats == b.write_beats && a.timing == b.timing;
}

}  // namespace

void finding(const std::string& what) {
  fmt::print(stderr, "finding: {}\n", what);
  std::abort();
}

machine::Machine& fuzzed_machine() {
  // Never destroyed: SystemC's own objects may be gone first.
  static machine::Machine* const machine = [] {
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
    return new machine::Machine;
  }();
  return *machine;
}

machine::RunResult run_limited(const isa::HardwareConfig& config, const isa::Program& program) {
  machine::RunOptions options;
  options.max_cycles = kMostCycles;
  options.values = false;
  const machine::RunResult timing = fuzzed_machine().run(config, program, options);
  options.values = true;
  const machine::RunResult run = fuzzed_machine().run(config, program, options);
  require(same(timing.record, run.record), "a run takes other cycles without values");
  require(run.record.finished == run.problem.empty(), "a run that does not finish says no reason");
  return run;
}

std::filesystem::path scratch_file(const std::string& name, std::string_view contents) {
  static const TemporaryDirectory directory;
  const std::filesystem::path file = directory / name;
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
  return file;
}

}  // namespace vtasim

/// SystemC's library has a main that calls this; libFuzzer's, or the corpus runner's, is in its place.
int sc_main(int, char*[]) { return 0; }
