// Case files: the lines of the .jsonl up to a zero byte, behind it the .bin. They are refused or read; what was read
// can be listed, written and read again, and runs or is refused.

#include "isa/case_file.h"

#include "isa/disasm.h"
#include "sim/experiment/run_difference.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/sample_hardware.h"

namespace {

using namespace vtasim;

/// A DRAM that is allocated at once.
bool small_program(const isa::Program& program) { return program.dram_bytes <= 1 << 18; }

bool same(const std::vector<isa::Region>& a, const std::vector<isa::Region>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const isa::Region& x, const isa::Region& y) {
    return x.address == y.address && x.bytes == y.bytes;
  });
}

void check_written(const std::vector<isa::Case>& cases) {
  const std::filesystem::path file = scratch_file("again.jsonl", "");
  scratch_file("again.bin", "");
  write_cases(file, cases);
  const std::vector<isa::Case> again = isa::read_cases(file);
  require(again.size() == cases.size(), "cases that are written and read are others");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const isa::Program& a = cases[i].program;
    const isa::Program& b = again[i].program;
    require(a.name == b.name && a.config == b.config && a.insn_addr == b.insn_addr && a.insn_count == b.insn_count &&
                a.dram_bytes == b.dram_bytes && same(a.regions, b.regions),
            "a program that is written and read has changed");
    require(cases[i].has_outputs == again[i].has_outputs && same(cases[i].outputs, again[i].outputs),
            "outputs that are written and read have changed");
    require(cases[i].rtl.has_value() == again[i].rtl.has_value(), "a record that is written and read has changed");
  }
}

void check_case(const isa::Case& item, const isa::HardwareConfig& config) {
  accepted([&] { disassemble(item.program, [](std::string_view) {}); });
  disassemble(item.program, config, [](std::string_view) {});
  const machine::RunResult run = run_limited(config, item.program);
  if (!run.stopped) experiment::describe_differences(item, run.record, run.problem, &fuzzed_machine().dram());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const isa::HardwareConfig configs[] = {configuration(4, 64, {}), configuration(5, 64, {6, 6, 4, 6}),
                                                configuration(4, 512, {})};
  const std::string_view text = text_of(data, size);
  const std::size_t end = std::min(text.find('\0'), text.size());
  const std::filesystem::path file = scratch_file("fuzzed.jsonl", text.substr(0, end));
  scratch_file("fuzzed.bin", text.substr(std::min(end + 1, size)));
  std::vector<isa::Case> cases;
  if (!accepted([&] { cases = isa::read_cases(file); })) return 0;
  require(accepted([&] { check_written(cases); }), "cases that are written cannot be read");
  for (const isa::Case& item : cases) {
    if (!small_program(item.program)) continue;
    const isa::HardwareConfig& config = configs[item.program.config.size() % 3];
    accepted([&] { check_case(item, config); });
  }
  return 0;
}
