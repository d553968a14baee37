// Raw instructions, as `vtasim disasm --raw` takes them: they decode or are refused, and what decodes can be shown,
// encodes to the same bytes, and runs or is refused.

#include "isa/disasm.h"
#include "isa/encoding.h"
#include "isa/instruction_stream.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/sample_hardware.h"

namespace {

using namespace vtasim;

void check(const std::uint8_t* data, std::size_t size) {
  const std::vector<isa::Instruction> instructions = isa::decode_stream(data, size);
  std::size_t listed = 0;
  isa::disassemble(data, size, [&](std::string_view piece) { listed += piece.size(); });
  require(size == 0 || listed > 0, "instructions have no listing");
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const auto bytes = encode(instructions[i]);
    require(std::equal(bytes.begin(), bytes.end(), data + i * isa::kInstructionBytes),
            "an instruction encodes otherwise");
    require(!disassemble(instructions[i]).empty(), "an instruction has no line");
  }
  if (instructions.empty()) return;
  isa::Program program;
  program.name = "fuzzed";
  program.insn_count = static_cast<std::uint32_t>(instructions.size());
  constexpr std::uint64_t kDataBytes = 1 << 16;
  program.dram_bytes = kDataBytes + size;
  program.insn_addr = kDataBytes;
  program.regions = {{kDataBytes, {data, data + size}}};
  static const isa::HardwareConfig config = configuration(4, 64, {5, 4, 3, 4}, 16, 4);
  run_limited(config, program);
  disassemble(program, config, [](std::string_view) {});
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  accepted([&] { check(data, size); });
  return 0;
}
