#pragma once

#include <algorithm>
#include <vector>

namespace vtasim::compiler {

// The hardware has two loops around a list of micro-ops. What is nested deeper than that is brought into this form
// here, for GEMM and ALU alike: a Dim has a `count` of iterations, and continues(inner) is true where the two step as
// one.

/// Drops dims of one iteration and joins neighbours that step as one dim would; outermost first.
template <typename Dim>
std::vector<Dim> simplified(const std::vector<Dim>& dims) {
  std::vector<Dim> result;
  for (const Dim& dim : dims) {
    if (dim.count == 1) continue;
    if (!result.empty() && result.back().continues(dim)) {
      const int count = result.back().count * dim.count;
      result.back() = dim;
      result.back().count = count;
    } else {
      result.push_back(dim);
    }
  }
  return result;
}

/// Takes the dim with most iterations out of `dims`; one that does nothing where there is none.
template <typename Dim>
Dim take_longest(std::vector<Dim>& dims) {
  if (dims.empty()) return {};
  const auto longest =
      std::max_element(dims.begin(), dims.end(), [](const Dim& a, const Dim& b) { return a.count < b.count; });
  const Dim dim = *longest;
  dims.erase(longest);
  return dim;
}

}  // namespace vtasim::compiler
