#include "compiler/codegen/alu_loops.h"

#include "compiler/codegen/loop_dims.h"

namespace vtasim::compiler {
namespace {

using Dim = AluLoops::Dim;

std::uint32_t unsigned_of(int n) { return static_cast<std::uint32_t>(n); }

}  // namespace

void append_alu(isa::AluOp op, int immediate, const AluLoops& loops, UopTable& program) {
  std::vector<Dim> dims = simplified(loops.dims);
  const Dim out = take_longest(dims);
  const Dim in = take_longest(dims);
  isa::Alu alu;
  alu.op = static_cast<std::uint32_t>(op);
  alu.use_imm = 1;
  alu.imm = unsigned_of(immediate) & 0xffffu;
  alu.iter_out = unsigned_of(out.count);
  alu.iter_in = unsigned_of(in.count);
  alu.dst_factor_out = unsigned_of(out.dst);
  alu.src_factor_out = unsigned_of(out.src);
  alu.dst_factor_in = unsigned_of(in.dst);
  alu.src_factor_in = unsigned_of(in.src);

  std::vector<isa::Uop> places{{unsigned_of(loops.dst), unsigned_of(loops.src), 0}};
  for (auto dim = dims.rbegin(); dim != dims.rend(); ++dim) {
    std::vector<isa::Uop> repeated;
    for (int i = 0; i < dim->count; ++i) {
      for (const isa::Uop& at : places) {
        repeated.push_back({at.acc + unsigned_of(i * dim->dst), at.inp + unsigned_of(i * dim->src), 0});
      }
    }
    places = std::move(repeated);
  }
  UopTable::List list;
  for (const isa::Uop& at : places) {
    list.push_back(encode(at));
    if (list.size() == program.capacity()) {
      program.append(alu, list);
      list.clear();
    }
  }
  if (!list.empty()) program.append(alu, list);
}

}  // namespace vtasim::compiler
