#pragma once

#include <cstddef>
#include <cstdint>

namespace vtasim::isa {

/// The ALU's operations as its datapath has them (class Alu in TensorAlu.scala). Shifts take the low five bits of b:
/// shr goes right by b, shl left by -b. mul, the low 32 bits of the product, is an
/// extension.
enum class AluFunction : std::uint8_t { min, max, add, shr, shl, mul };

/// Base addresses of the scratchpads that the ALU works on, the entries of acc (a power of two), and the lanes of a
/// vector (8, 16, 32 or 64).
struct AluMemory {
  std::int32_t* acc = nullptr;
  std::int8_t* out = nullptr;
  const std::int32_t* source = nullptr;  ///< What src indexes; acc, but for a read that misses the write before it.
  std::size_t entries = 0;
  std::size_t block = 0;
};

/// Entries of acc that an operation works on, not yet wrapped.
struct AluEntries {
  std::uint32_t dst = 0;
  std::uint32_t src = 0;
};

struct AluLoop {
  std::uint32_t count = 1;
  AluEntries step;  ///< From one iteration to the next.
};

/// Operations of two loops around a list of entries, which grow by the loops' steps. With an immediate,
/// acc[dst] = f(source[src], imm); otherwise acc[dst] = f(acc[dst], source[src]).
struct AluOperations {
  AluFunction function = AluFunction::min;
  bool use_imm = false;
  std::int32_t imm = 0;
  AluLoop outer;
  AluLoop inner;
  const AluEntries* entries = nullptr;
  std::size_t count = 0;  ///< Of entries.
};

/// Runs the operations one after the other, each reading what those before it wrote, and sets out[dst] to the low 8
/// bits of acc[dst]; with the widest vectors of the machine (chosen at run time). Results are the same bits on every
/// machine.
void alu_run(const AluMemory& memory, const AluOperations& operations);

}  // namespace vtasim::isa
