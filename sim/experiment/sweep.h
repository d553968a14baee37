#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vtasim::experiment {

/// An object of a sweep, with what tells it from the others, such as "rows=7 cols=14"; empty where there is one.
struct SweptObject {
  nlohmann::json object;
  std::string label;
};

/// The objects that most sweeps come to, and no sweep more.
inline constexpr std::size_t kMostSwept = 1000;

/// `object` with one value in place of each sweep: every combination, the last key going round first. A sweep is a list
/// of values under one of `keys`, or {"from": N, "to": N, "step": N}, where step is 1 if it is left out. A key
/// "tiling.rows" is that of an object within; one that ends in "[]" has lists as values, so that only a list of lists
/// is a sweep. Throws Error that begins with `where` for an empty sweep and for one that comes to more than kMostSwept.
std::vector<SweptObject> swept(const nlohmann::json& object, const std::vector<std::string>& keys,
                               const std::string& where);

}  // namespace vtasim::experiment
