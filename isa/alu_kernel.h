#pragma once

#include <cstddef>
#include <cstdint>

namespace vtasim::isa {

/// The ALU's operations as its datapath has them (class Alu in TensorAlu.scala). Shifts take the low five bits of b:
/// shr goes right by b, shl left by -b. mul, the low 32 bits of the product, is an
/// extension.
enum class AluFunction : std::uint8_t { min, max, add, shr, shl, mul };

/// Base addresses of the scratchpads that the ALU works on, and the lanes of a vector (8, 16, 32 or 64).
struct AluMemory {
  std::int32_t* acc = nullptr;
  std::int8_t* out = nullptr;
  const std::int32_t* source = nullptr;  ///< What src indexes; acc, but for a read that misses the write before it.
  std::size_t block = 0;
};

/// Operations by the entries they work on. With an immediate, acc[dst] = f(source[src], imm); otherwise
/// acc[dst] = f(acc[dst], source[src]).
struct AluOperations {
  AluFunction function = AluFunction::min;
  bool use_imm = false;
  std::int32_t imm = 0;
  const std::uint32_t* dst = nullptr;
  const std::uint32_t* src = nullptr;
  std::size_t count = 0;
};

/// Runs the operations one after the other, each reading what those before it wrote, and sets out[dst] to the low 8
/// bits of acc[dst]; with the widest vectors of the machine (chosen at run time). Results are the same bits on every
/// machine.
void alu_run(const AluMemory& memory, const AluOperations& operations);

}  // namespace vtasim::isa
