#include "isa/program_notes.h"

#include <fmt/format.h>

#include <array>

#include "isa/disasm.h"

namespace vtasim::isa {

std::string_view to_string(Purpose purpose) {
  constexpr std::array<std::string_view, 8> kNames = {"bias",           "filter", "activation", "products",
                                                      "requantization", "store",  "micro-ops",  "tokens"};
  return kNames[static_cast<std::size_t>(purpose)];
}

const ProgramNotes::Unit* ProgramNotes::unit_of(std::size_t instruction) const {
  if (instruction >= instructions.size() || instructions[instruction].unit == kNoUnit) return nullptr;
  return &units[instructions[instruction].unit];
}

std::string indices_of(const LoopRange& range) {
  if (range.count == 1) return std::to_string(range.first);
  return fmt::format("{}-{}", range.first, range.first + range.count - 1);
}

std::string to_string(const LoopRange& range) {
  return fmt::format("{}{} {}", range.loop, range.count == 1 ? "" : "s", indices_of(range));
}

std::string place_of(const ProgramNotes& notes, std::size_t instruction) {
  const ProgramNotes::Unit* unit = notes.unit_of(instruction);
  if (unit == nullptr) return "";
  std::string place = notes.stages.size() > 1 ? notes.stages[unit->stage] : "";
  for (const LoopRange& range : unit->loops) {
    if (!place.empty()) place += ", ";
    place += to_string(range);
  }
  return place;
}

std::string placed_name(const std::vector<Instruction>& program, std::size_t instruction, const ProgramNotes& notes) {
  const std::string place = place_of(notes, instruction);
  return short_name(program[instruction]) + (place.empty() ? "" : ", " + place);
}

}  // namespace vtasim::isa
