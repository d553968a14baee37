#pragma once

#include <vector>

#include "compiler/codegen/uop_table.h"
#include "isa/instruction.h"

namespace vtasim::compiler {

/// ALU operations over any number of nested loops: each entry is an index into acc.
struct AluLoops {
  struct Dim {
    int count = 1;
    int dst = 0;  ///< Distances per iteration.
    int src = 0;
    bool continues(const Dim& inner) const { return dst == inner.dst * inner.count && src == inner.src * inner.count; }
  };
  std::vector<Dim> dims;  ///< Outermost first.
  int dst = 0;
  int src = 0;
};

/// Appends the immediate ALU instructions acc[dst] = op(acc[src], immediate) for `loops` to `program`. The hardware has
/// two loops around a list of micro-ops: the two longest dims become loops, all others are written out as micro-ops, in
/// several instructions where the list is longer than the uop scratchpad.
void append_alu(isa::AluOp op, int immediate, const AluLoops& loops, UopTable& program);

/// Likewise those with registers, acc[dst] = op(acc[dst], acc[src]), two cycles each. A src must not be the dst of the
/// operation before it (isa/hazards.h).
void append_register_alu(isa::AluOp op, const AluLoops& loops, UopTable& program);

}  // namespace vtasim::compiler
