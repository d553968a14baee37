#include "compiler/program/join_programs.h"

#include "compiler/codegen/tokens.h"
#include "compiler/program/dram_layout.h"
#include "compiler/program/program_image.h"
#include "isa/instruction_stream.h"
#include "isa/token_only.h"

namespace vtasim::compiler {
namespace {

/// Adds what a program does itself.
void append_work(const isa::Program& program, std::vector<isa::Instruction>& work) {
  isa::for_each_instruction(program, [&](std::size_t, const isa::Instruction& instruction) {
    if (!is_token_only(instruction) && !std::holds_alternative<isa::Finish>(instruction)) work.push_back(instruction);
  });
}

/// Where programs end in instructions with tokens, of which as many are no token-only ones as `done` says at each end.
std::vector<std::size_t> ends_of(const std::vector<isa::Instruction>& instructions,
                                 const std::vector<std::size_t>& done) {
  std::vector<std::size_t> ends;
  std::size_t work = 0;
  std::size_t behind = 0;  // The last of them.
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    if (is_token_only(instructions[i])) continue;
    // Programs that do nothing end where the one before does.
    while (ends.size() < done.size() && done[ends.size()] == work) ends.push_back(behind);
    ++work;
    behind = i + 1;
  }
  ends.back() = instructions.size();
  return ends;
}

}  // namespace

JoinedProgram join_programs(const std::vector<const isa::Program*>& programs, const std::string& name,
                            const isa::HardwareConfig& config, std::uint64_t begin) {
  JoinedProgram joined;
  isa::Program& program = joined.program;
  program.name = name;
  program.config = config.name;
  std::vector<isa::Instruction> work;
  std::vector<std::size_t> done;
  for (const isa::Program* one : programs) {
    append_work(*one, work);
    done.push_back(work.size());
    for (const isa::Region& region : one->regions) {
      if (region.address != one->insn_addr) program.regions.push_back(region);
    }
  }
  work.emplace_back(isa::Finish{});
  const std::vector<isa::Instruction> instructions = insert_tokens(work, config, program.regions);
  joined.ends = ends_of(instructions, done);
  DramLayout layout(config, name, begin);
  add_instructions(instructions, layout, program);
  return joined;
}

}  // namespace vtasim::compiler
