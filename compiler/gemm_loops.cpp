#include "compiler/gemm_loops.h"

#include <algorithm>
#include <array>

namespace vtasim {
namespace {

using Dim = GemmLoops::Dim;

/// Drops dims of one iteration and joins neighbours that step as one dim would.
std::vector<Dim> simplified(const std::vector<Dim>& dims) {
  std::vector<Dim> result;
  for (const Dim& dim : dims) {
    if (dim.count == 1) continue;
    if (!result.empty()) {
      Dim& outer = result.back();
      if (outer.acc == dim.acc * dim.count && outer.activation == dim.activation * dim.count &&
          outer.filter == dim.filter * dim.count) {
        outer = {outer.count * dim.count, dim.acc, dim.activation, dim.filter};
        continue;
      }
    }
    result.push_back(dim);
  }
  return result;
}

/// Takes the dim with most iterations out of `dims`; one that does nothing where there is none.
Dim take_longest(std::vector<Dim>& dims) {
  if (dims.empty()) return {};
  const auto longest =
      std::max_element(dims.begin(), dims.end(), [](const Dim& a, const Dim& b) { return a.count < b.count; });
  const Dim dim = *longest;
  dims.erase(longest);
  return dim;
}

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

std::uint32_t unsigned_of(int n) { return static_cast<std::uint32_t>(n); }

}  // namespace

void append_gemm(const GemmLoops& loops, Buffer activation, UopTable& program) {
  std::vector<Dim> dims = simplified(loops.dims);
  const Dim out = take_longest(dims);
  const Dim in = take_longest(dims);
  const bool activation_is_inp = activation == Buffer::inp;
  Gemm gemm;
  gemm.iter_out = unsigned_of(out.count);
  gemm.iter_in = unsigned_of(in.count);
  gemm.acc_factor_out = unsigned_of(out.acc);
  gemm.acc_factor_in = unsigned_of(in.acc);
  gemm.inp_factor_out = unsigned_of(activation_is_inp ? out.activation : out.filter);
  gemm.inp_factor_in = unsigned_of(activation_is_inp ? in.activation : in.filter);
  gemm.wgt_factor_out = unsigned_of(activation_is_inp ? out.filter : out.activation);
  gemm.wgt_factor_in = unsigned_of(activation_is_inp ? in.filter : in.activation);

  UopTable::List list;
  for (const GemmLoops::Tap& tap : written_out(dims, loops.taps)) {
    const int inp = activation_is_inp ? tap.activation : tap.filter;
    const int wgt = activation_is_inp ? tap.filter : tap.activation;
    list.push_back(encode(Uop{unsigned_of(tap.acc), unsigned_of(inp), unsigned_of(wgt)}));
    if (list.size() == program.capacity()) {
      program.append(gemm, list);
      list.clear();
    }
  }
  if (!list.empty()) program.append(gemm, list);
}

}  // namespace vtasim
