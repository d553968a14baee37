#pragma once

#include <optional>
#include <string>

#include "isa/assembly/line_scanner.h"
#include "isa/instruction.h"

namespace vtasim::isa {

/// Where a LOAD or STORE finds a data section in DRAM: so many elements from its beginning on.
struct DataReference {
  std::string label;
  std::int64_t elements = 0;
};

/// An instruction in the making: what its lines have said so far.
struct InstructionSource {
  std::string where;  ///< Its first line.
  Instruction instruction;
  std::optional<DataReference> data;  ///< In place of MemFields::dram_base.
  bool only_tokens = false;           ///< A memory instruction that is none ("sync").
  bool has_stride = false;
  bool has_uops = false;
};

/// Begins an instruction with its title, as listings have it: "INSTRUCTION 4: compute ALU min imm 5". The words up to
/// the module may be left out. Nothing for a line that begins otherwise.
std::optional<InstructionSource> parse_title(LineScanner& line);

/// Takes a line below the title: "dep - ...", "DRAM: ...", "y: ...", "x: ...", "uop range: ...", "outer loop - ...",
/// "inner loop - ...", "also: ...". False for a line that begins otherwise.
bool parse_property(LineScanner& line, InstructionSource& source);

/// Fills in what follows from the rest: rows of as many elements as they are apart. Throws Error naming the title's
/// line where something is missing.
void complete(InstructionSource& source);

}  // namespace vtasim::isa
