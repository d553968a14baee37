#include "compiler/codegen/tokens.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <random>

#include "isa/base/error.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/support/configurations.h"
#include "tests/support/program_builder.h"

namespace vtasim::compiler {
namespace {

constexpr std::uint32_t kUops = 1024;  ///< Where micro-ops lie in DRAM, in micro-ops.

isa::Load load_at(isa::Buffer buffer, std::uint32_t sram, std::uint32_t dram, std::uint32_t count) {
  isa::Load l = load(buffer, 1, count, count);
  l.sram_base = sram;
  l.dram_base = dram;
  return l;
}

isa::Store store_at(std::uint32_t sram, std::uint32_t dram, std::uint32_t count) {
  isa::Store s = store(count);
  s.sram_base = sram;
  s.dram_base = dram;
  s.x_stride = count;
  return s;
}

/// One GEMM operation with micro-op `uop`.
isa::Gemm gemm_with(std::uint32_t uop) {
  isa::Gemm gemm;
  gemm.uop_begin = uop;
  gemm.uop_end = uop + 1;
  gemm.iter_out = gemm.iter_in = 1;
  return gemm;
}

/// An image whose micro-op i has index i in every buffer.
std::vector<isa::Region> image(std::uint32_t uops) {
  std::vector<isa::Uop> list;
  for (std::uint32_t i = 0; i < uops; ++i) list.push_back({i, i, i});
  return {uop_region(4 * kUops, list)};
}

std::vector<isa::Instruction> with_tokens(std::vector<isa::Instruction> program, const isa::HardwareConfig& config,
                                          std::uint32_t uops) {
  program.emplace_back(isa::Finish{});
  return insert_tokens(program, config, image(uops));
}

int tokens_in(const std::vector<isa::Instruction>& program) {
  std::uint32_t tokens = 0;
  for (const isa::Instruction& instruction : program) {
    const isa::Deps& deps = deps_of(instruction);
    tokens += deps.push_prev + deps.push_next;
  }
  return static_cast<int>(tokens);
}

bool same(const isa::Deps& a, const isa::Deps& b) {
  return a.pop_prev == b.pop_prev && a.pop_next == b.pop_next && a.push_prev == b.push_prev &&
         a.push_next == b.push_next;
}

/// Which of n events happens: that of the first module that can do something, or of the last.
int first(int) { return 0; }
int last(int n) { return n - 1; }

}  // namespace

TEST_CASE("one load, one product, one store: a token each, and one for FINISH") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const auto program = with_tokens({load_at(isa::Buffer::uop, 0, kUops, 1), load_at(isa::Buffer::inp, 0, 0, 1),
                                    load_at(isa::Buffer::wgt, 0, 1, 1), gemm_with(0), store_at(0, 512, 1)},
                                   config, 1);
  REQUIRE(program.size() == 6);
  CHECK(same(deps_of(program[0]), {}));
  CHECK(same(deps_of(program[1]), {}));  // The next load passes it on: a module is in order.
  CHECK(same(deps_of(program[2]), {0, 0, 0, 1}));
  CHECK(same(deps_of(program[3]), {1, 0, 0, 1}));
  CHECK(same(deps_of(program[4]), {1, 0, 1, 0}));
  CHECK(same(deps_of(program[5]), {0, 1, 0, 0}));
}

TEST_CASE("disjoint entries need no tokens, overwriting what is still to be read does") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const isa::Load uop = load_at(isa::Buffer::uop, 0, kUops, 8);
  const auto disjoint = with_tokens({uop, load_at(isa::Buffer::inp, 4, 0, 1), gemm_with(0)}, config, 8);
  CHECK(same(deps_of(disjoint[2]), {}));
  CHECK(tokens_in(disjoint) == 1);  // FINISH waits for the load.
  const auto overwritten = with_tokens({uop, gemm_with(0), load_at(isa::Buffer::inp, 0, 0, 1)}, config, 8);
  CHECK(same(deps_of(overwritten[1]), {0, 0, 1, 0}));
  CHECK(same(deps_of(overwritten[2]), {0, 1, 0, 1}));
}

TEST_CASE("what follows from other tokens gets none") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  // The second GEMM reads what the first one waited for already.
  const auto program = with_tokens({load_at(isa::Buffer::uop, 0, kUops, 2), load_at(isa::Buffer::inp, 0, 0, 2),
                                    gemm_with(0), gemm_with(1), store_at(0, 512, 2), gemm_with(0), gemm_with(1)},
                                   config, 2);
  CHECK(tokens_in(program) == 3);
  CHECK(program.size() == 8);
}

TEST_CASE("old dependency bits are dropped") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const auto program = with_tokens({with_deps(load_at(isa::Buffer::inp, 0, 0, 1), {1, 1, 1, 1})}, config, 1);
  CHECK(same(deps_of(program[0]), {0, 0, 0, 1}));
}

TEST_CASE("a load of what was stored waits for it, through compute") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const auto program = with_tokens({store_at(0, 0, 4), load_at(isa::Buffer::inp, 0, 3, 1)}, config, 1);
  REQUIRE(program.size() == 4);
  CHECK(same(deps_of(program[0]), {0, 0, 1, 0}));
  CHECK(module_of(program[1]) == isa::Module::compute);
  CHECK(std::get<isa::Load>(program[1]).x_size == 0);
  CHECK(same(deps_of(program[1]), {0, 1, 1, 0}));
  CHECK(same(deps_of(program[2]), {0, 1, 0, 1}));
  const auto beside = with_tokens({store_at(0, 0, 4), load_at(isa::Buffer::inp, 0, 4, 1)}, config, 1);
  CHECK(beside.size() == 3);
}

TEST_CASE("an instruction of compute that knows of the store already hands the token on") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const auto program = with_tokens(
      {load_at(isa::Buffer::uop, 0, kUops, 1), store_at(0, 0, 4), gemm_with(0), load_at(isa::Buffer::inp, 5, 3, 1)},
      config, 1);
  REQUIRE(program.size() == 5);
  CHECK(same(deps_of(program[2]), {0, 1, 1, 0}));
}

TEST_CASE("a store over what a load reads waits for it") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const auto by_load = with_tokens({load_at(isa::Buffer::wgt, 0, 0, 1), store_at(0, 15, 1)}, config, 1);
  REQUIRE(by_load.size() == 4);
  CHECK(same(deps_of(by_load[0]), {0, 0, 0, 1}));
  CHECK(same(deps_of(by_load[1]), {1, 0, 0, 1}));
  CHECK(same(deps_of(by_load[2]), {1, 0, 1, 0}));
  const auto by_compute = with_tokens({load_at(isa::Buffer::acc, 0, 0, 1), store_at(0, 3, 1)}, config, 1);
  REQUIRE(by_compute.size() == 3);
  CHECK(same(deps_of(by_compute[0]), {0, 0, 0, 1}));
  // A micro-op is a part of the vector that is stored.
  const auto by_uops = with_tokens({load_at(isa::Buffer::uop, 0, 1, 1), store_at(0, 0, 1)}, config, 1);
  REQUIRE(by_uops.size() == 3);
  CHECK(same(deps_of(by_uops[0]), {0, 0, 0, 1}));
}

TEST_CASE("micro-ops that the program stored are refused") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  CHECK_THROWS_AS(with_tokens({store_at(0, 0, 4), load_at(isa::Buffer::uop, 0, 15, 1)}, config, 1), Error);
  CHECK_NOTHROW(with_tokens({store_at(0, 0, 4), load_at(isa::Buffer::uop, 0, 16, 1)}, config, 1));
}

// Programs in which one module could run hundreds of instructions ahead, each of which somebody waits for.
TEST_CASE("no queue ever holds more than 255 tokens") {
  const isa::HardwareConfig config = configuration(3, 64, {});
  constexpr std::uint32_t kMany = 700;
  std::vector<isa::Instruction> program{load_at(isa::Buffer::uop, 0, kUops, kMany)};
  std::vector<std::uint8_t> dram(1 << 16);
  for (std::size_t i = 0; i < 4096; ++i) dram[i] = static_cast<std::uint8_t>(i * 37);
  const isa::Region uops = image(kMany).front();
  std::copy(uops.bytes.begin(), uops.bytes.end(), dram.begin() + static_cast<std::ptrdiff_t>(uops.address));

  SECTION("loads first, then what reads them") {
    program.emplace_back(load_at(isa::Buffer::wgt, 0, 0, 64));
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(load_at(isa::Buffer::inp, i, i, 1));
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(gemm_with(i));
  }
  SECTION("loads and what reads them in turn") {
    for (std::uint32_t i = 0; i < kMany; ++i) {
      program.emplace_back(load_at(isa::Buffer::inp, i, i, 1));
      program.emplace_back(gemm_with(i));
    }
  }
  SECTION("results first, then their stores") {
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(gemm_with(i));
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(store_at(i, 4096 + i, 1));
  }
  SECTION("readers first, then loads over what they read") {
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(gemm_with(i));
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(load_at(isa::Buffer::inp, i, i, 1));
  }
  SECTION("stores first, then new results") {
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(store_at(i, 4096 + i, 1));
    for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(gemm_with(i));
  }
  SECTION("both neighbours of compute are far ahead, then far behind") {
    for (int round = 0; round < 2; ++round) {
      for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(load_at(isa::Buffer::inp, i, i, 1));
      for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(store_at(i, 4096 + i, 1));
      for (std::uint32_t i = 0; i < kMany; ++i) program.emplace_back(gemm_with(i));
    }
  }
  program.emplace_back(isa::Finish{});
  const isa::DramImage want = run_sequentially(program, config, dram);
  const std::vector<isa::Instruction> safe = insert_tokens(program, config, {{0, dram}});
  std::mt19937 generator(1);
  const std::function<int(int)> random = [&](int n) {
    return static_cast<int>(generator() % static_cast<unsigned>(n));
  };
  int most_pending = 0;
  for (const std::function<int(int)>& choose :
       {std::function<int(int)>(first), std::function<int(int)>(last), random}) {
    const InterleavedRun run = run_interleaved(safe, config, dram, choose);
    CHECK(run.problem.empty());
    CHECK(run.dram == want);
    most_pending = std::max(most_pending, run.most_pending);
  }
  CHECK(most_pending <= 255);
  CHECK(most_pending >= 200);  // Otherwise this test would have nothing to say.
}

}  // namespace vtasim::compiler
