#include "compiler/codegen/gemm_points.h"

#include <array>
#include <cstddef>
#include <map>
#include <utility>

#include "compiler/codegen/instructions.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// Operations a step apart.
struct Steps {
  int count = 1;
  GemmPoint step;
};

bool same(const GemmPoint& a, const GemmPoint& b) { return a.acc == b.acc && a.inp == b.inp && a.wgt == b.wgt; }

/// Operations that an instruction does for one micro-op.
struct Nest {
  GemmPoint at;
  Steps in;
  Steps out;
};

GemmPoint step_between(const Nest& a, const Nest& b) {
  return {b.at.acc - a.at.acc, b.at.inp - a.at.inp, b.at.wgt - a.at.wgt};
}

/// Fields have no sign; they reach as far as a scratchpad.
bool fits_fields(const GemmPoint& step) { return step.acc >= 0 && step.inp >= 0 && step.wgt >= 0; }

/// Makes nests that follow each other by even steps, and do the same within, the loop `of` them.
std::vector<Nest> folded(const std::vector<Nest>& nests, Steps Nest::*of) {
  constexpr auto kMost = static_cast<int>(isa::largest_value<isa::Gemm>("iter_in"));
  const auto alike = [](const Nest& a, const Nest& b) {
    return a.in.count == b.in.count && (a.in.count == 1 || same(a.in.step, b.in.step));
  };
  std::vector<Nest> result;
  for (std::size_t begin = 0; begin < nests.size();) {
    Nest nest = nests[begin];
    std::size_t end = begin + 1;
    if (end < nests.size() && alike(nests[begin], nests[end])) {
      const GemmPoint step = step_between(nests[begin], nests[end]);
      if (fits_fields(step)) {
        (nest.*of).step = step;
        while (end < nests.size() && (nest.*of).count < kMost && alike(nests[begin], nests[end]) &&
               same(step, step_between(nests[end - 1], nests[end]))) {
          ++(nest.*of).count;
          ++end;
        }
      }
    }
    result.push_back(nest);
    begin = end;
  }
  return result;
}

using Shape = std::array<int, 8>;

Shape shape_of(const Nest& nest) {
  return {nest.out.count, nest.out.step.acc, nest.out.step.inp, nest.out.step.wgt,
          nest.in.count,  nest.in.step.acc,  nest.in.step.inp,  nest.in.step.wgt};
}

/// Nests that one instruction does, each by a micro-op.
using Instructions = std::map<Shape, std::vector<Nest>>;

Instructions grouped(const std::vector<Nest>& nests) {
  Instructions instructions;
  for (const Nest& nest : nests) instructions[shape_of(nest)].push_back(nest);
  return instructions;
}

/// What is to be little: an instruction is fetched each time and begun, a list of micro-ops mostly is there already.
std::size_t weight(const Instructions& instructions, std::size_t nests) {
  constexpr std::size_t kInstruction = 8;  // In micro-ops.
  return kInstruction * instructions.size() + nests;
}

}  // namespace

void append_gemm(const std::vector<GemmPoint>& points, UopTable& program) {
  std::vector<Nest> nests;
  nests.reserve(points.size());
  for (const GemmPoint& point : points) nests.push_back({point, {}, {}});
  nests = folded(nests, &Nest::in);
  Instructions instructions = grouped(nests);
  const std::vector<Nest> twice = folded(nests, &Nest::out);
  if (Instructions other = grouped(twice); weight(other, twice.size()) < weight(instructions, nests.size()))
    instructions = std::move(other);
  for (const auto& [shape, alike] : instructions) {
    const Nest& nest = alike.front();
    isa::Gemm gemm;
    gemm.iter_out = field(nest.out.count);
    gemm.iter_in = field(nest.in.count);
    gemm.acc_factor_out = field(nest.out.step.acc);
    gemm.acc_factor_in = field(nest.in.step.acc);
    gemm.inp_factor_out = field(nest.out.step.inp);
    gemm.inp_factor_in = field(nest.in.step.inp);
    gemm.wgt_factor_out = field(nest.out.step.wgt);
    gemm.wgt_factor_in = field(nest.in.step.wgt);
    UopTable::List list;
    for (const Nest& each : alike) {
      list.push_back(encode(isa::Uop{field(each.at.acc), field(each.at.inp), field(each.at.wgt)}));
    }
    program.append(gemm, list);
  }
}

}  // namespace vtasim::compiler
