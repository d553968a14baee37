#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/layout/tensor_layout.h"
#include "compiler/planning/cheapest_choice.h"

namespace vtasim::compiler {

struct LayoutWay;

/// Changes of a tensor's layout, one after the other.
struct LayoutPath {
  Cost cost;
  std::vector<std::size_t> changes;
};

/// Finds the cheapest changes of layout on the accelerator that make of a tensor what is wanted.
class LayoutPaths {
 public:
  /// `cost(i)` is that of changes[i], which must outlive it.
  LayoutPaths(const std::vector<LayoutWay>& changes, std::function<Cost(std::size_t)> cost);

  /// By one change or two; impossible where there are none.
  const LayoutPath& best(std::size_t tensor, const TensorLayout& left, const TensorLayout& read) const;

 private:
  LayoutPath find(std::size_t tensor, const TensorLayout& left, const TensorLayout& read) const;

  const std::vector<LayoutWay>& changes_;
  const std::function<Cost(std::size_t)> cost_;
  std::map<std::size_t, std::vector<std::size_t>> of_tensor_;                              ///< Changes of each.
  mutable std::map<std::tuple<std::size_t, std::string, std::string>, LayoutPath> found_;  ///< Of layouts' hashes.
};

}  // namespace vtasim::compiler
