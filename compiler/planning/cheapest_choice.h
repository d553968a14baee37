#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vtasim::compiler {

/// What is to be little: `first`, and of choices in which that is equal, `second`. Neither is negative.
struct Cost {
  std::int64_t first = 0;
  std::int64_t second = 0;

  /// Of what cannot be: more than any sum.
  static Cost impossible();
  bool is_impossible() const;

  friend bool operator<(const Cost& a, const Cost& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  }
  friend bool operator==(const Cost& a, const Cost& b) { return a.first == b.first && a.second == b.second; }
};

/// Impossible where one of them is.
Cost operator+(const Cost& a, const Cost& b);

/// A cost that depends on some variables together.
struct CostTable {
  std::vector<std::size_t> variables;  ///< Each once.
  std::vector<Cost> costs;  ///< For all combinations of their values, those of the last variable side by side.
};

/// A value for each variable so that the sum of all tables is the least there is, or nothing where every choice is
/// impossible. `values` is how many each variable has, at least one. Exact, by eliminating one variable after the other
/// (Dechter, Bucket elimination, 1999), which in the graph of a network takes tables of a few variables; the same for
/// the same tables. Throws Error where a table would have more than 2^24 entries.
std::optional<std::vector<std::size_t>> cheapest_choice(const std::vector<std::size_t>& values,
                                                        const std::vector<CostTable>& tables);

}  // namespace vtasim::compiler
