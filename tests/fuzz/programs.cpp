// Programs of legal instructions with any operands and tokens on any configuration: the machine answers, with values
// and without alike.

#include "isa/disasm.h"
#include "isa/hazards.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/sample_hardware.h"
#include "tests/support/program_builder.h"

namespace {

using namespace vtasim;

constexpr std::size_t kDataBytes = 1 << 16;

/// Mostly small, so that something is done within the limit of cycles; now and then anything.
std::uint32_t value(Choices& choices, unsigned bits, std::uint32_t small) {
  const std::uint32_t kind = choices.bits(3);
  return kind == 7 ? choices.bits(bits) : kind == 0 ? 0 : choices.bits(16) % (small + 1);
}

isa::Deps choose_deps(Choices& choices) {
  const std::uint32_t bits = choices.bits(4);
  return {bits & 1, bits >> 1 & 1, bits >> 2 & 1, bits >> 3 & 1};
}

void choose_memory(Choices& choices, isa::MemFields& mem) {
  mem.deps = choose_deps(choices);
  mem.buffer = choices.bits(8) % isa::kBufferCount;
  mem.sram_base = value(choices, 16, 40);
  mem.dram_base = value(choices, 32, 40);
  mem.y_size = value(choices, 16, 6);
  mem.x_size = value(choices, 16, 20);
  mem.x_stride = value(choices, 16, 30);
  mem.y_pad_0 = value(choices, 4, 2);
  mem.y_pad_1 = value(choices, 4, 2);
  mem.x_pad_0 = value(choices, 4, 2);
  mem.x_pad_1 = value(choices, 4, 2);
}

template <typename Loops>
void choose_loops(Choices& choices, Loops& loops) {
  loops.deps = choose_deps(choices);
  loops.reset = choices.bits(1);
  loops.uop_begin = value(choices, 13, 4);
  loops.uop_end = choices.flag() ? loops.uop_begin + 1 : value(choices, 14, 8);
  loops.iter_out = value(choices, 14, 4);
  loops.iter_in = value(choices, 14, 8);
}

isa::Gemm choose_gemm(Choices& choices) {
  isa::Gemm gemm;
  choose_loops(choices, gemm);
  gemm.acc_factor_out = value(choices, 11, 8);
  gemm.acc_factor_in = value(choices, 11, 4);
  gemm.inp_factor_out = value(choices, 11, 8);
  gemm.inp_factor_in = value(choices, 11, 4);
  gemm.wgt_factor_out = value(choices, 10, 4);
  gemm.wgt_factor_in = value(choices, 10, 4);
  return gemm;
}

isa::Alu choose_alu(Choices& choices) {
  isa::Alu alu;
  choose_loops(choices, alu);
  alu.dst_factor_out = value(choices, 11, 8);
  alu.dst_factor_in = value(choices, 11, 4);
  alu.src_factor_out = value(choices, 11, 8);
  alu.src_factor_in = value(choices, 11, 4);
  alu.op = choices.bits(8) % 5;
  alu.use_imm = choices.bits(1);
  alu.imm = choices.bits(16);
  return alu;
}

isa::Instruction choose_instruction(Choices& choices) {
  switch (choices.bits(8) % 8) {
    case 0:
    case 1:
    case 2: {
      isa::Load load;
      choose_memory(choices, load);
      return load;
    }
    case 3: {
      isa::Store store;
      choose_memory(choices, store);
      return store;
    }
    case 4:
    case 5:
      return choose_gemm(choices);
    default:
      return choose_alu(choices);
  }
}

void check(Choices& choices) {
  const isa::HardwareConfig config = choose_hardware(choices);
  constexpr std::int64_t kMostBytes = 1 << 20;  // They are cleared before each run.
  if (scratchpad_bytes(config) > kMostBytes) return;
  const bool finish = !choices.flag();
  std::vector<isa::Instruction> instructions;
  const auto count = static_cast<std::size_t>(choices.integer(1, 40));
  while (instructions.size() < count && !choices.empty()) instructions.push_back(choose_instruction(choices));
  isa::Program program = program_of(instructions, kDataBytes, finish);
  isa::Region region;  // What is loaded, micro-ops among it.
  for (std::size_t i = 0; i < 4096; ++i) region.bytes.push_back(static_cast<std::uint8_t>(i * i >> 3 ^ i));
  const std::vector<std::uint8_t> rest = choices.rest();
  std::copy_n(rest.begin(), std::min(rest.size(), region.bytes.size()), region.bytes.begin());
  program.regions.insert(program.regions.begin(), region);
  run_limited(config, program);
  disassemble(program, config, [](std::string_view) {});
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  accepted([&] { check(choices); });
  return 0;
}
