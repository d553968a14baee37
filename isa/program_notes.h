#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "isa/instruction.h"

namespace vtasim::isa {

/// Iterations [first, first + count) of the `of` of a loop.
struct LoopRange {
  std::string_view loop;  ///< Its variable, such as "row"; of a text that lasts.
  int first = 0;
  int count = 1;
  int of = 1;
};

/// What an instruction does for the tile that it belongs to.
enum class Purpose : std::uint8_t {
  bias,    ///< Sums get their bias, or zero.
  filter,  ///< Is loaded, as the next.
  activation,
  products,        ///< Are summed up.
  requantization,  ///< Of sums, or taking them apart into digits.
  store,
  micro_ops,  ///< Are loaded, for the instruction behind.
  tokens,     ///< Are passed on, for the instruction behind.
};
/// "micro-ops".
std::string_view to_string(Purpose purpose);

/// What a compiler says of a program's instructions: the layer, tile and step that each is for. It stands beside the
/// program, which is the same without it. Empty of a program of which nothing is known.
struct ProgramNotes {
  static constexpr std::uint32_t kNoUnit = ~std::uint32_t{0};

  /// A piece of a stage's work: instructions behind each other belong to it.
  struct Unit {
    std::uint32_t stage = 0;
    std::uint32_t tile = 0;  ///< In program order, from 0 on.
    std::uint32_t tiles = 1;
    std::vector<LoopRange> loops;  ///< What of the nest it has, outermost first; without loops of which it has all.
  };
  struct Note {
    std::uint32_t unit = kNoUnit;  ///< For FINISH, and for LOADs that serve the whole program.
    Purpose purpose = Purpose::tokens;
  };

  std::vector<std::string> stages;  ///< The layers, and what lies between them or behind.
  std::vector<Unit> units;
  std::vector<Note> instructions;  ///< By instruction of the program; empty where nothing is known.

  /// The unit of an instruction; null where there is none.
  const Unit* unit_of(std::size_t instruction) const;
};

/// "9", "9-17".
std::string indices_of(const LoopRange& range);
/// "row 9", "rows 9-17".
std::string to_string(const LoopRange& range);

/// Where in the loops an instruction is: "rows 9-17, taps 3-5", of a program with several stages with that in front.
/// Empty where nothing is known, or the tile is all there is.
std::string place_of(const ProgramNotes& notes, std::size_t instruction);

/// An instruction of `program` by its short_name() and its place: "GEMM of 1,344, rows 9-17".
std::string placed_name(const std::vector<Instruction>& program, std::size_t instruction, const ProgramNotes& notes);

}  // namespace vtasim::isa
