#include "compiler/codegen/note_taker.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "isa/token_only.h"

namespace vtasim::compiler {
namespace {

bool loads_micro_ops(const isa::Instruction& instruction) {
  const auto* load = std::get_if<isa::Load>(&instruction);
  return load != nullptr && load->x_size != 0 && static_cast<isa::Buffer>(load->buffer) == isa::Buffer::uop;
}

}  // namespace

void NoteTaker::begin_unit(isa::ProgramNotes::Unit unit) {
  unit.stage = stage_;
  const auto all = [](const isa::LoopRange& range) { return range.count == range.of; };
  unit.loops.erase(std::remove_if(unit.loops.begin(), unit.loops.end(), all), unit.loops.end());
  notes_.units.push_back(std::move(unit));
}

void NoteTaker::append() {
  notes_.instructions.push_back({static_cast<std::uint32_t>(notes_.units.size() - 1), purpose_});
}

isa::ProgramNotes NoteTaker::notes_of(const std::vector<isa::Instruction>& program) const {
  isa::ProgramNotes notes;
  notes.stages = notes_.stages;
  notes.units = notes_.units;
  const bool loaded_once = std::count_if(program.begin(), program.end(), loads_micro_ops) == 1;
  std::size_t next = 0;  // Of those that were appended.
  const auto unit_behind = [&] {
    return next < notes_.instructions.size() ? notes_.instructions[next].unit : isa::ProgramNotes::kNoUnit;
  };
  for (const isa::Instruction& instruction : program) {
    if (loads_micro_ops(instruction)) {
      notes.instructions.push_back({loaded_once ? isa::ProgramNotes::kNoUnit : unit_behind(), isa::Purpose::micro_ops});
    } else if (is_token_only(instruction) || std::holds_alternative<isa::Finish>(instruction)) {
      notes.instructions.push_back({unit_behind(), isa::Purpose::tokens});
    } else {
      if (next == notes_.instructions.size()) throw std::logic_error("notes are of a shorter program");
      notes.instructions.push_back(notes_.instructions[next++]);
    }
  }
  if (next != notes_.instructions.size()) throw std::logic_error("notes are of a longer program");
  return notes;
}

}  // namespace vtasim::compiler
