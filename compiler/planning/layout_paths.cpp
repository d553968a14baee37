#include "compiler/planning/layout_paths.h"

#include <utility>

#include "compiler/planning/network_plan.h"

namespace vtasim::compiler {

LayoutPaths::LayoutPaths(const std::vector<LayoutWay>& changes, std::function<Cost(std::size_t)> cost)
    : changes_(changes), cost_(std::move(cost)) {
  for (std::size_t i = 0; i < changes.size(); ++i) of_tensor_[changes[i].tensor].push_back(i);
}

const LayoutPath& LayoutPaths::best(std::size_t tensor, const TensorLayout& left, const TensorLayout& read) const {
  const auto [path, is_new] = found_.try_emplace({tensor, left.hash(), read.hash()});
  if (is_new) path->second = find(tensor, left, read);
  return path->second;
}

LayoutPath LayoutPaths::find(std::size_t tensor, const TensorLayout& left, const TensorLayout& read) const {
  LayoutPath best{Cost::impossible(), {}};
  const auto of_tensor = of_tensor_.find(tensor);
  if (of_tensor == of_tensor_.end()) return best;
  for (const std::size_t first : of_tensor->second) {
    if (!left.serves(changes_[first].reads)) continue;
    const Cost cost = cost_(first);
    if (cost < best.cost && changes_[first].leaves.serves(read)) best = {cost, {first}};
    for (const std::size_t second : of_tensor->second) {
      const Cost both = cost + cost_(second);
      if (!(both < best.cost) || !changes_[second].leaves.serves(read)) continue;
      if (changes_[first].leaves.serves(changes_[second].reads)) best = {both, {first, second}};
    }
  }
  return best;
}

}  // namespace vtasim::compiler
