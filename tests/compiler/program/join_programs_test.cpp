#include "compiler/program/join_programs.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "compiler/program/compile.h"
#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "isa/token_only.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/program_builder.h"
#include "tests/support/random_layers.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

constexpr std::uint64_t kTensors = 1 << 20;  ///< Where the tensors of random programs end at last.

isa::Load load_at(isa::Buffer buffer, std::uint32_t sram, std::uint32_t dram) {
  isa::Load l = load(buffer, 1, 1, 1);
  l.sram_base = sram;
  l.dram_base = dram;
  return l;
}

isa::Store store_at(std::uint32_t dram) {
  isa::Store s = store(1);
  s.x_stride = 1;
  s.dram_base = dram;
  return s;
}

/// Clears acc vector 0 by micro-op 0.
isa::Gemm reset() {
  isa::Gemm gemm;
  gemm.reset = gemm.iter_out = gemm.iter_in = gemm.uop_end = 1;
  return gemm;
}

/// A layer's program behind others, with its weights: it reads and leaves tensors where it is told to.
isa::Program placed_program(const Layer& layer, const std::string& mapping, const isa::HardwareConfig& config,
                            const Placement& placement) {
  const LayerTensors tensors = random_tensors(layer, 3);
  const Mapping mapped = make_mapping(mapping, layer, config);
  const std::vector<AluPass> passes = requantization_passes(layer, tensors);
  const Tiling tiling = estimated_tiling(layer, mapped, passes, config);
  BuiltProgram built = build_program(layer, mapped, tiling, passes, config, placement);
  add_weights(layer, tensors, mapped, config, built, built.program);
  return built.program;
}

/// Any mapping that has a program of the layer at that place; nothing where none has.
std::vector<isa::Program> some_program(const Layer& layer, const isa::HardwareConfig& config,
                                       const Placement& placement) {
  std::vector<std::string> names = mapping_names();
  std::rotate(names.begin(), names.begin() + random_number(0, static_cast<int>(names.size()) - 1), names.end());
  for (const std::string& name : names) {
    try {
      return {placed_program(layer, name, config, placement)};
    } catch (const Error&) {
      continue;  // It does not take the layer, or has no room for it.
    }
  }
  return {};
}

/// Programs of some layers in one DRAM. Each reads and leaves its tensors anywhere in the same few pages, over those of
/// others and its own.
std::vector<isa::Program> random_programs(const isa::HardwareConfig& config) {
  const std::uint64_t multiple = DramLayout::alignment(isa::Buffer::wgt, config);
  const auto place = [&] { return kFirstPage + multiple * static_cast<std::uint64_t>(random_number(0, 6)); };
  std::vector<isa::Program> programs;
  Placement placement;
  placement.begin = kTensors;
  for (int count = random_number(2, 4); count > 0; --count) {
    placement.activation = place();
    placement.residual = place();
    placement.output = place();
    for (isa::Program& program : some_program(random_layer(), config, placement)) {
      placement.begin = program.dram_bytes;
      programs.push_back(std::move(program));
    }
  }
  return programs;
}

/// Anything in the tensors' pages, and the programs.
isa::DramImage random_dram(const std::vector<isa::Program>& programs, std::uint64_t bytes) {
  isa::DramImage dram(bytes);
  std::minstd_rand random(1);
  std::generate(dram.begin(), dram.begin() + kTensors, [&] { return static_cast<std::uint8_t>(random() >> 8); });
  for (const isa::Program& program : programs) {
    for (const isa::Region& region : program.regions) {
      std::copy(region.bytes.begin(), region.bytes.end(), dram.begin() + region.address);
    }
  }
  return dram;
}

/// Instructions that do something, FINISH included.
std::ptrdiff_t work_of(const isa::Program& program) {
  const std::vector<isa::Instruction> all = isa::instructions_of(program);
  return std::count_if(all.begin(), all.end(), [](const isa::Instruction& insn) { return !is_token_only(insn); });
}

std::string run_on(isa::DramImage& dram, const isa::Program& program, const isa::HardwareConfig& config) {
  machine::RunOptions options;
  options.dram = &dram;
  std::string problem = shared_machine().run(config, program, options).problem;
  dram = shared_machine().dram();
  return problem;
}

}  // namespace

TEST_CASE("programs are joined to one with tokens of its own and one FINISH") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const isa::Region uops = uop_region(0x2000, {{0, 0, 0}});
  const auto program = [&](std::vector<isa::Instruction> instructions, std::uint64_t behind) {
    isa::Program made = program_of(std::move(instructions), behind);
    made.regions.push_back(uops);
    return made;
  };
  // Tokens that stand there already are none of the joined program's.
  const isa::Program first =
      program({load_at(isa::Buffer::uop, 0, 0x800), reset(), with_deps(load_at(isa::Buffer::inp, 0, 1), {0, 0, 0, 1}),
               token_only(isa::Module::compute, {1, 0, 0, 1}), store_at(512)},
              0x3000);
  const isa::Program nothing = program({}, 0x5000);
  const isa::Program second = program({load_at(isa::Buffer::inp, 0, 512), reset()}, 0x7000);
  const JoinedProgram joined = join_programs({&first, &nothing, &second}, "joined", config, 0x9000);
  CHECK(joined.program.name == "joined");
  CHECK(joined.program.config == config.name);
  CHECK(joined.program.insn_addr >= 0x9000);
  CHECK(joined.program.dram_bytes >= joined.program.insn_addr + 16 * joined.program.insn_count);
  CHECK(joined.program.regions.size() == 4);  // Micro-ops of each, and its instructions.
  const std::vector<isa::Instruction> all = isa::instructions_of(joined.program);
  // uop, reset, inp, store, a token by way of compute, inp, reset, FINISH.
  REQUIRE(all.size() == 8);
  CHECK(is_token_only(all[4]));
  CHECK(module_of(all[4]) == isa::Module::compute);
  CHECK(joined.ends == std::vector<std::size_t>{4, 4, 8});
  CHECK(std::count_if(all.begin(), all.end(), [](const isa::Instruction& instruction) {
          return std::holds_alternative<isa::Finish>(instruction);
        }) == 1);
}

TEST_CASE("programs that cannot be joined are refused") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const isa::Program stores = program_of({store_at(512)}, 0x3000);
  const isa::Program loads_uops = program_of({load_at(isa::Buffer::uop, 0, 512 * 4)}, 0x5000);
  CHECK_NOTHROW(join_programs({&loads_uops, &stores}, "joined", config, 0x9000));
  CHECK_THROWS_WITH(join_programs({&stores, &loads_uops}, "joined", config, 0x9000),
                    Contains("micro-ops must not depend on results"));
  CHECK_NOTHROW(join_programs({&stores}, "joined", config, (std::uint64_t{1} << 32) - 4096));
  CHECK_THROWS_WITH(join_programs({&stores}, "joined", config, (std::uint64_t{1} << 32) - 16),
                    Contains("joined: needs more than 4294967296 bytes of DRAM"));
}

TEST_CASE("a joined program leaves the DRAM that its programs leave one by one") {
  rc::prop("random layers over each other's tensors", [] {
    const isa::HardwareConfig config = random_configuration();
    const std::vector<isa::Program> programs = random_programs(config);
    RC_PRE(!programs.empty());
    std::vector<const isa::Program*> pointers;
    for (const isa::Program& program : programs) pointers.push_back(&program);
    const JoinedProgram joined = join_programs(pointers, "joined", config, programs.back().dram_bytes);
    const isa::DramImage before = random_dram(programs, joined.program.dram_bytes);
    isa::DramImage apart = before;
    std::ptrdiff_t work = 1;  // FINISH.
    for (const isa::Program& program : programs) {
      RC_ASSERT(run_on(apart, program, config) == "");
      work += work_of(program) - 1;
    }
    isa::DramImage together = before;
    RC_ASSERT(run_on(together, joined.program, config) == "");
    RC_ASSERT(together == apart);
    // Whatever the speed of its modules.
    std::minstd_rand random(2);
    const InterleavedRun interleaved = run_interleaved(isa::instructions_of(joined.program), config, before,
                                                       [&](int n) { return static_cast<int>(random() >> 8) % n; });
    RC_ASSERT(interleaved.problem == "");
    RC_ASSERT(interleaved.dram == apart);
    RC_ASSERT(work_of(joined.program) == work);
    RC_TAG(programs.size());
  });
}

}  // namespace vtasim::compiler
