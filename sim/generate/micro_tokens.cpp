#include <fmt/format.h>

#include "isa/token_only.h"
#include "sim/generate/micro_cases.h"
#include "sim/generate/program_parts.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;
using isa::Deps;
using isa::Module;

constexpr Deps kPopPrev = {1, 0, 0, 0};
constexpr Deps kPopNext = {0, 1, 0, 0};
constexpr Deps kPushPrev = {0, 0, 1, 0};
constexpr Deps kPushNext = {0, 0, 0, 1};

constexpr Deps both(Deps pop, Deps push) { return {pop.pop_prev, pop.pop_next, push.push_prev, push.push_next}; }

/// Token-only instructions, each waiting for the one before it: load, compute, store, compute, and round again.
void add_chain(MicroSuite& suite, std::uint32_t rounds) {
  std::vector<isa::Instruction> chain;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const bool first = round == 0;
    const bool last = round + 1 == rounds;
    chain.push_back(isa::token_only(Module::load, both(first ? Deps{} : kPopNext, kPushNext)));
    chain.push_back(isa::token_only(Module::compute, both(kPopPrev, kPushNext)));
    chain.push_back(isa::token_only(Module::store, both(kPopPrev, kPushPrev)));
    chain.push_back(isa::token_only(Module::compute, both(kPopNext, last ? Deps{} : kPushPrev)));
  }
  suite.add_tokens(fmt::format("chain-tokens-{}", rounds), std::move(chain), {});
}

/// LOAD, GEMM and STORE of the same entries, round after round.
void add_working_chain(MicroSuite& suite, std::uint32_t rounds) {
  suite.add(fmt::format("chain-work-{}", rounds), [&](LegalProgram& program) {
    load_uops(program, 0, {{0, 0, 0}});
    load_random(program, Buffer::wgt, 0, 1);
    load_random(program, Buffer::acc, 0, 1);
    const std::uint32_t to = program.add_room(rounds);
    for (std::uint32_t round = 0; round < rounds; ++round) {
      load_random(program, Buffer::inp, 0, 1);
      append_all(program, {gemm_of(0, 1), row_store(0, to + round, 1)});
    }
    return true;
  });
}

/// One module pushes `count` tokens before the other, whose instructions come behind, pops them.
void add_pending(MicroSuite& suite, Module from, Module to, std::uint32_t count) {
  // "prev" and "next" as seen from each.
  const bool forth = from < to;
  const Deps push = forth ? kPushNext : kPushPrev;
  const Deps pop = forth ? kPopPrev : kPopNext;
  std::vector<isa::Instruction> instructions(count, isa::token_only(from, push));
  instructions.insert(instructions.end(), count - 1, isa::token_only(to, pop));
  // FINISH, which is compute's, waits for the last.
  const Deps back = to == Module::load ? kPushNext : to == Module::store ? kPushPrev : Deps{};
  const Deps finish = to == Module::load ? kPopPrev : to == Module::store ? kPopNext : Deps{};
  instructions.push_back(isa::token_only(to, both(pop, back)));
  suite.add_tokens(fmt::format("tokens-{}-to-{}-{}", to_string(from), to_string(to), count), std::move(instructions),
                   finish);
}

}  // namespace

void add_token_cases(MicroSuite& suite) {
  for (const std::uint32_t rounds : {1u, 2u, 3u, 8u, 40u}) {
    add_chain(suite, rounds);
    add_working_chain(suite, rounds);
  }
  // The counter holds 255.
  for (const std::uint32_t count : {1u, 2u, 8u, 254u, 255u}) {
    add_pending(suite, Module::load, Module::compute, count);
    add_pending(suite, Module::compute, Module::load, count);
    add_pending(suite, Module::compute, Module::store, count);
    add_pending(suite, Module::store, Module::compute, count);
  }
}

}  // namespace vtasim::generate
