#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/instruction.h"
#include "isa/program_notes.h"

namespace vtasim::compiler {

/// Writes down what instructions are for while they are appended to a program.
class NoteTaker {
 public:
  /// The stages by name.
  explicit NoteTaker(std::vector<std::string> stages) { notes_.stages = std::move(stages); }

  // What is appended from here on belongs to that stage, unit (of the stage) and purpose (of the unit).
  void begin_stage(std::size_t stage) { stage_ = static_cast<std::uint32_t>(stage); }
  void begin_unit(isa::ProgramNotes::Unit unit);
  void begin(isa::Purpose purpose) { purpose_ = purpose; }

  /// An instruction is appended.
  void append();

  /// The notes of the program that was made of what was appended: with LOADs of micro-ops in between and token-only
  /// instructions, which go with the instruction behind, and FINISH. A single LOAD of micro-ops is for the whole
  /// program. Throws std::logic_error where it is another program's.
  isa::ProgramNotes notes_of(const std::vector<isa::Instruction>& program) const;

 private:
  isa::ProgramNotes notes_;  ///< Its instructions are those that were appended.
  std::uint32_t stage_ = 0;
  isa::Purpose purpose_ = isa::Purpose::bias;
};

}  // namespace vtasim::compiler
