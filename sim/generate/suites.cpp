#include "sim/generate/suites.h"

#include <fmt/format.h>

#include "sim/generate/deep_program.h"
#include "sim/generate/micro_cases.h"

namespace vtasim::generate {
namespace {

/// Cases "NAME-INDEX" of programs that fill(program, index) fills; each with numbers of its own.
template <typename Name, typename Fill>
std::vector<isa::Case> make_cases(const isa::HardwareConfig& config, std::uint64_t seed, std::uint32_t count,
                                  machine::Machine& machine, const CaseListener& listener, Name&& name_of,
                                  Fill&& fill) {
  std::vector<isa::Case> cases;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string name = fmt::format("{}-seed{}-{}", name_of(i), seed, i);
    listener(name);
    RandomNumbers random(seed, i);
    LegalProgram program(config, random);
    fill(program, i);
    cases.push_back(program.finish(name, machine));
  }
  return cases;
}

}  // namespace

std::vector<isa::Case> micro_suite(const isa::HardwareConfig& config, std::uint64_t seed, machine::Machine& machine,
                                   const CaseListener& listener) {
  MicroSuite suite(config, seed, machine, listener);
  add_fetch_cases(suite);
  add_load_cases(suite);
  add_store_cases(suite);
  add_gemm_cases(suite);
  add_alu_cases(suite);
  add_token_cases(suite);
  return suite.take();
}

std::vector<isa::Case> streams_suite(const isa::HardwareConfig& config, std::uint64_t seed, std::uint32_t count,
                                     const std::vector<Kind>& kinds, machine::Machine& machine,
                                     const CaseListener& listener) {
  const auto kind_of = [&](std::uint32_t i) { return kinds[i % kinds.size()]; };
  return make_cases(
      config, seed, count, machine, listener,
      [&](std::uint32_t i) { return fmt::format("stream-{}", to_string(kind_of(i))); },
      [&](LegalProgram& program, std::uint32_t i) { fill_random(program, kind_of(i)); });
}

std::vector<isa::Case> deep_suite(const isa::HardwareConfig& config, std::uint64_t seed, std::uint32_t count,
                                  machine::Machine& machine, const CaseListener& listener) {
  const auto depth_of = [](std::uint32_t i) { return kDepths[i % std::size(kDepths)]; };
  return make_cases(
      config, seed, count, machine, listener,
      [&](std::uint32_t i) { return fmt::format("deep-{}", to_string(depth_of(i))); },
      [&](LegalProgram& program, std::uint32_t i) { fill_deep(program, depth_of(i)); });
}

}  // namespace vtasim::generate
