#include "sim/generate/micro_suite.h"

#include <utility>

#include "sim/generate/complete_case.h"

namespace vtasim::generate {

void MicroSuite::add(const std::string& name, const std::function<bool(LegalProgram&)>& fill) {
  listener_(name);
  RandomNumbers random(seed_, added_++);
  LegalProgram program(config_, random);
  if (fill(program)) cases_.push_back(program.finish(name, machine_));
}

void MicroSuite::add_tokens(const std::string& name, std::vector<isa::Instruction> instructions, isa::Deps finish,
                            std::uint64_t offset) {
  listener_(name);
  instructions.emplace_back(isa::Finish{finish, {}});
  cases_.push_back(complete_case(name, config_, instructions, {}, allocation_unit(config_), machine_, offset));
}

}  // namespace vtasim::generate
