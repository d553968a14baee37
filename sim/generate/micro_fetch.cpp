#include <fmt/format.h>

#include <set>

#include "isa/token_only.h"
#include "sim/generate/micro_cases.h"
#include "sim/machine/fetch/fetch.h"

namespace vtasim::generate {
namespace {

using isa::Module;

/// Instructions for these modules in turn.
std::vector<isa::Instruction> instructions_for(const std::vector<Module>& modules, std::size_t count) {
  std::vector<isa::Instruction> result;
  while (result.size() < count) result.push_back(isa::token_only(modules[result.size() % modules.size()]));
  return result;
}

}  // namespace

void add_fetch_cases(MicroSuite& suite) {
  const auto chunk = static_cast<std::size_t>(machine::fetch_unit(suite.config()).chunk(suite.config()));
  const std::vector<Module> all = {Module::load, Module::compute, Module::store};
  std::set<std::size_t> counts = {1, 2, 3, 4, 5, 8, 9, 10};  // FINISH among them.
  for (const std::size_t limit : {chunk, 2 * chunk, 3 * chunk}) {
    for (std::size_t count = limit - 2; count <= limit + 2; ++count) counts.insert(count);
  }
  for (const std::size_t count : counts) {
    suite.add_tokens(fmt::format("fetch-{}", count), instructions_for(all, count - 1), {});
  }
  for (const std::uint64_t offset : {16u, 32u, 48u, 64u, 112u, 1008u, 2032u}) {
    for (const std::size_t count : {chunk / 2, chunk + 1}) {
      suite.add_tokens(fmt::format("fetch-{}-offset{}", count, offset), instructions_for(all, count - 1), {}, offset);
    }
  }
  for (const Module module : all) {
    suite.add_tokens(fmt::format("fetch-{}-all-{}", chunk + 2, to_string(module)),
                     instructions_for({module}, chunk + 1), {});
  }
}

}  // namespace vtasim::generate
