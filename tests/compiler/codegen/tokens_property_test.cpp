#include <rapidcheck/catch.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "compiler/codegen/tokens.h"
#include "isa/hazards.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/support/configurations.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

// DRAM: data that programs load and store anywhere in, then micro-ops, then instructions.
constexpr std::uint32_t kDataBytes = 1024;
constexpr std::uint32_t kUopCount = 64;

/// Numbers that one random instruction is made from; small ones make small instructions, so that failures shrink.
using Dice = std::array<std::uint8_t, 8>;

/// Builds a program from dice, executing it on the way: what is legal depends on the micro-ops in the scratchpad.
class RandomProgram {
 public:
  RandomProgram(const isa::HardwareConfig& config, const std::vector<isa::Uop>& uops)
      : config_(config), image_(uop_region(kDataBytes, uops)), state_(config) {
    state_.dram.resize(kDataBytes + 4 * kUopCount);
    for (std::size_t i = 0; i < kDataBytes; ++i) state_.dram[i] = static_cast<std::uint8_t>(i * 97 + i / 7);
    std::copy(image_.bytes.begin(), image_.bytes.end(), state_.dram.begin() + kDataBytes);
    before_ = {{0, {state_.dram.begin(), state_.dram.end()}}};
  }

  void add(const Dice& dice) {
    switch (dice[0] % 8) {
      case 0:
        return append(load_of(isa::Buffer::inp, dice));
      case 1:
        return append(load_of(isa::Buffer::wgt, dice));
      case 2:
        return append(load_of(isa::Buffer::acc, dice));
      case 3:
        return append(load_of(isa::Buffer::uop, dice));
      case 4:
        return append(store_of(dice));
      case 5:
        return append(alu_of(dice));
      default:
        return append(gemm_of(dice));
    }
  }

  const std::vector<isa::Instruction>& instructions() const { return instructions_; }
  /// All of DRAM before it ran.
  const std::vector<isa::Region>& before() const { return before_; }
  const isa::DramImage& after() const { return state_.dram; }

 private:
  void append(const isa::Instruction& instruction) {
    if (const auto* alu = std::get_if<isa::Alu>(&instruction)) {
      if (find_alu_hazard(*alu, config_, state_.uop)) return;
    }
    execute(instruction, config_, state_);
    instructions_.push_back(instruction);
  }

  template <typename Memory>
  Memory memory_of(isa::Buffer buffer, const Dice& dice) {
    Memory m;
    m.buffer = static_cast<std::uint32_t>(buffer);
    const auto depth = static_cast<std::uint32_t>(config_.depth(buffer));
    m.y_size = 1 + dice[1] % 2u;
    m.x_size = 1 + dice[2] % std::min(3u, depth / m.y_size);
    m.x_stride = m.x_size + dice[3] % 2u;
    const std::uint32_t entries = m.y_size * m.x_size;
    m.sram_base = dice[4] % (depth - entries + 1);
    const auto element = static_cast<std::uint32_t>(config_.element_bytes(buffer));
    const std::uint32_t span = (m.y_size - 1) * m.x_stride + m.x_size;
    const std::uint32_t places = buffer == isa::Buffer::uop ? kUopCount : kDataBytes / element;
    m.dram_base = (dice[5] * 7u) % (places - span + 1);
    if (buffer == isa::Buffer::uop) m.dram_base += kDataBytes / element;
    return m;
  }

  isa::Load load_of(isa::Buffer buffer, const Dice& dice) {
    isa::Load load = memory_of<isa::Load>(buffer, dice);
    const auto depth = static_cast<std::uint32_t>(config_.depth(buffer));
    // Padding where there is room for it.
    if (buffer == isa::Buffer::inp && dice[6] % 4 == 0 &&
        load.sram_base + (load.x_size + 1) * (load.y_size + 1) <= depth) {
      load.x_pad_0 = load.y_pad_1 = 1;
    }
    return load;
  }

  isa::Store store_of(const Dice& dice) { return memory_of<isa::Store>(isa::Buffer::out, dice); }

  template <typename Insn>
  Insn looped(const Dice& dice) {
    Insn insn;
    insn.uop_begin = dice[1] % static_cast<std::uint32_t>(config_.uop_depth - 3);
    insn.uop_end = insn.uop_begin + 1 + dice[2] % 3u;
    insn.iter_out = 1 + dice[3] % 2u;
    insn.iter_in = 1 + dice[3] / 2u % 3u;
    return insn;
  }

  isa::Gemm gemm_of(const Dice& dice) {
    auto gemm = looped<isa::Gemm>(dice);
    gemm.reset = dice[4] % 8 == 7 ? 1 : 0;
    gemm.acc_factor_out = dice[5] % 4u;
    gemm.acc_factor_in = dice[5] / 4u % 4u;
    gemm.inp_factor_out = dice[6] % 4u;
    gemm.inp_factor_in = dice[6] / 4u % 4u;
    gemm.wgt_factor_out = dice[7] % 4u;
    gemm.wgt_factor_in = dice[7] / 4u % 4u;
    return gemm;
  }

  isa::Alu alu_of(const Dice& dice) {
    auto alu = looped<isa::Alu>(dice);
    alu.op = dice[4] % 4u;
    alu.use_imm = dice[4] / 4u % 2u;
    alu.imm = dice[4] / 8u;
    alu.dst_factor_out = dice[5] % 4u;
    alu.dst_factor_in = dice[5] / 4u % 4u;
    alu.src_factor_out = dice[6] % 4u;
    alu.src_factor_in = dice[6] / 4u % 4u;
    return alu;
  }

  const isa::HardwareConfig& config_;
  isa::Region image_;
  isa::ArchState state_;
  std::vector<isa::Region> before_;
  std::vector<isa::Instruction> instructions_;
};

/// Micro-ops on a few entries, so that instructions conflict often.
std::vector<isa::Uop> some_uops(std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::vector<isa::Uop> uops;
  for (std::uint32_t i = 0; i < kUopCount; ++i) {
    uops.push_back({static_cast<std::uint32_t>(generator() % 12), static_cast<std::uint32_t>(generator() % 12),
                    static_cast<std::uint32_t>(generator() % 6)});
  }
  return uops;
}

/// Index of the first byte of `want` that is different in `got`; -1 for none.
std::ptrdiff_t first_difference(const isa::DramImage& want, const isa::DramImage& got) {
  const auto found = std::mismatch(want.begin(), want.end(), got.begin()).first;
  return found == want.end() ? -1 : found - want.begin();
}

void check_on_machine(const RandomProgram& random, const std::vector<isa::Instruction>& safe,
                      const isa::HardwareConfig& config) {
  isa::Program program = program_of(safe, random.after().size(), false);
  program.regions.push_back(random.before().front());
  const machine::RunResult result = shared_machine().run(config, program);
  RC_ASSERT(result.problem == "");
  RC_ASSERT(first_difference(random.after(), shared_machine().dram()) == -1);
}

}  // namespace

TEST_CASE("with tokens, modules at any speed leave the DRAM of a sequential run") {
  rc::prop("random programs", [] {
    const isa::HardwareConfig config =
        configuration(3, *rc::gen::element(64, 128, 512), {5, 4, 4, 4}, 16, *rc::gen::element(4, 512));
    RandomProgram random(config, some_uops(*rc::gen::arbitrary<std::uint32_t>()));
    for (const Dice& dice : *rc::gen::arbitrary<std::vector<Dice>>()) random.add(dice);
    std::vector<isa::Instruction> program = random.instructions();
    program.emplace_back(isa::Finish{});
    const std::vector<isa::Instruction> safe = insert_tokens(program, config, random.before());

    std::mt19937 generator(*rc::gen::arbitrary<std::uint32_t>());
    for (int i = 0; i < 12; ++i) {
      // Uniform choices, and such that favour one module.
      const auto bias = static_cast<unsigned>(i % 3);
      const InterleavedRun run = run_interleaved(safe, config, random.before().front().bytes, [&](int n) {
        const unsigned any = static_cast<unsigned>(generator()) % static_cast<unsigned>(n);
        const bool favoured = bias != 0 && generator() % 8 != 0;
        return favoured ? (bias == 1 ? 0 : n - 1) : static_cast<int>(any);
      });
      RC_ASSERT(run.problem == "");
      RC_ASSERT(first_difference(random.after(), run.dram) == -1);
    }
    check_on_machine(random, safe, config);
  });
}

}  // namespace vtasim::compiler
