// Dumps of compilers: the lines of memory_addresses.csv up to a zero byte, behind it instructions.bin. They are refused
// or read; what was read is the same case when its regions are taken as a driver's dump, and runs or is refused.

#include <algorithm>

#include "isa/dumps/compiler_dump.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/sample_hardware.h"

namespace {

using namespace vtasim;

isa::DumpedProgram dump_of(const isa::Case& read) {
  isa::DumpedProgram dumped;
  dumped.name = read.program.name;
  dumped.hardware = *read.hardware;
  dumped.insn_addr = read.program.insn_addr;
  dumped.insn_count = read.program.insn_count;
  for (const isa::Region& region : read.program.regions) dumped.before.push_back({"a region", region});
  for (const isa::Region& region : read.outputs) dumped.after.push_back({"an output", region});
  return dumped;
}

void check(const isa::Case& read) {
  const isa::Case again = case_of(dump_of(read));
  require(again.program.dram_bytes == read.program.dram_bytes, "a dump that is taken again has another size");
  constexpr std::uint64_t kSmallDram = 1 << 18;
  if (read.program.dram_bytes > kSmallDram) return;
  require(again.program.image() == read.program.image(), "a dump that is taken again has other bytes");
  run_limited(*read.hardware, read.program);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const isa::HardwareConfig config = configuration(4, 64, {});
  const std::string_view text = text_of(data, size);
  const std::size_t end = std::min(text.find('\0'), text.size());
  const std::filesystem::path directory = scratch_file("memory_addresses.csv", text.substr(0, end)).parent_path();
  scratch_file("instructions.bin", text.substr(std::min(end + 1, size)));
  scratch_file("uop.bin", std::string(8, '\x01'));
  scratch_file("input.bin", std::string(32, '\x02'));
  scratch_file("expected_out.bin", std::string(10, '\x03'));
  for (const char* name : {"weight.bin", "accumulator.bin", "add_accumulator.bin"}) scratch_file(name, "");
  std::vector<isa::DumpedProgram> programs;
  if (!accepted([&] { programs = isa::read_compiler_dump(directory, config); })) return 0;
  require(programs.size() == 1, "one table is not one program");
  isa::Case read;
  if (!accepted([&] { read = case_of(programs.front()); })) return 0;
  accepted([&] { check(read); });
  return 0;
}
