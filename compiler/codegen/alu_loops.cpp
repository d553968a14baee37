#include "compiler/codegen/alu_loops.h"

#include "compiler/codegen/instructions.h"
#include "compiler/codegen/loop_dims.h"

namespace vtasim::compiler {
namespace {

using Dim = AluLoops::Dim;

/// Fills in the loops of `alu`.
void append_loops(isa::Alu alu, const AluLoops& loops, UopTable& program) {
  std::vector<Dim> dims = simplified(loops.dims);
  const Dim out = take_longest(dims);
  const Dim in = take_longest(dims);
  alu.iter_out = field(out.count);
  alu.iter_in = field(in.count);
  alu.dst_factor_out = field(out.dst);
  alu.src_factor_out = field(out.src);
  alu.dst_factor_in = field(in.dst);
  alu.src_factor_in = field(in.src);

  std::vector<isa::Uop> places{{field(loops.dst), field(loops.src), 0}};
  for (auto dim = dims.rbegin(); dim != dims.rend(); ++dim) {
    std::vector<isa::Uop> repeated;
    for (int i = 0; i < dim->count; ++i) {
      for (const isa::Uop& at : places) {
        repeated.push_back({at.acc + field(i * dim->dst), at.inp + field(i * dim->src), 0});
      }
    }
    places = std::move(repeated);
  }
  UopTable::List list;
  for (const isa::Uop& at : places) list.push_back(encode(at));
  program.append(alu, list);
}

}  // namespace

void append_alu(isa::AluOp op, int immediate, const AluLoops& loops, UopTable& program) {
  isa::Alu alu;
  alu.op = static_cast<std::uint32_t>(op);
  alu.use_imm = 1;
  alu.imm = field(immediate) & 0xffffu;
  append_loops(alu, loops, program);
}

void append_register_alu(isa::AluOp op, const AluLoops& loops, UopTable& program) {
  isa::Alu alu;
  alu.op = static_cast<std::uint32_t>(op);
  append_loops(alu, loops, program);
}

}  // namespace vtasim::compiler
