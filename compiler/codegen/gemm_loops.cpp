#include "compiler/codegen/gemm_loops.h"

#include "compiler/codegen/instructions.h"
#include "compiler/codegen/loop_dims.h"

namespace vtasim::compiler {
namespace {

using Dim = GemmLoops::Dim;

std::vector<GemmLoops::Tap> written_out(const std::vector<Dim>& dims, std::vector<GemmLoops::Tap> taps) {
  for (auto dim = dims.rbegin(); dim != dims.rend(); ++dim) {
    std::vector<GemmLoops::Tap> repeated;
    for (int i = 0; i < dim->count; ++i) {
      for (const GemmLoops::Tap& tap : taps) {
        repeated.push_back(
            {tap.acc + i * dim->acc, tap.activation + i * dim->activation, tap.filter + i * dim->filter});
      }
    }
    taps = std::move(repeated);
  }
  return taps;
}

}  // namespace

void append_gemm(const GemmLoops& loops, isa::Buffer activation, UopTable& program) {
  std::vector<Dim> dims = simplified(loops.dims);
  const Dim out = take_longest(dims);
  const Dim in = take_longest(dims);
  const bool activation_is_inp = activation == isa::Buffer::inp;
  isa::Gemm gemm;
  gemm.iter_out = field(out.count);
  gemm.iter_in = field(in.count);
  gemm.acc_factor_out = field(out.acc);
  gemm.acc_factor_in = field(in.acc);
  gemm.inp_factor_out = field(activation_is_inp ? out.activation : out.filter);
  gemm.inp_factor_in = field(activation_is_inp ? in.activation : in.filter);
  gemm.wgt_factor_out = field(activation_is_inp ? out.filter : out.activation);
  gemm.wgt_factor_in = field(activation_is_inp ? in.filter : in.activation);

  UopTable::List list;
  for (const GemmLoops::Tap& tap : written_out(dims, loops.taps)) {
    const int inp = activation_is_inp ? tap.activation : tap.filter;
    const int wgt = activation_is_inp ? tap.filter : tap.activation;
    list.push_back(encode(isa::Uop{field(tap.acc), field(inp), field(wgt)}));
  }
  program.append(gemm, list);
}

void append_reset(int acc, int vectors, UopTable& program) {
  isa::Gemm reset;
  reset.reset = 1;
  reset.iter_out = 1;
  reset.iter_in = field(vectors);
  reset.acc_factor_in = vectors > 1 ? 1 : 0;
  program.append(reset, {encode(isa::Uop{field(acc), 0, 0})});
}

}  // namespace vtasim::compiler
