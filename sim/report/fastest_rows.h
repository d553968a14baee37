#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace vtasim::report {

/// Of rows that have the same name (`name_of(row)`) the one with the fewest cycles (`cycles_of(row)`), in the order in
/// which the names come; the first of equals.
template <typename Row, typename NameOf, typename CyclesOf>
std::vector<const Row*> fastest_rows(const std::vector<const Row*>& rows, NameOf&& name_of, CyclesOf&& cycles_of) {
  std::vector<const Row*> fastest;
  std::map<std::string, std::size_t> place;
  for (const Row* row : rows) {
    const auto [at, first] = place.try_emplace(name_of(*row), fastest.size());
    if (first) {
      fastest.push_back(row);
    } else if (cycles_of(*row) < cycles_of(*fastest[at->second])) {
      fastest[at->second] = row;
    }
  }
  return fastest;
}

}  // namespace vtasim::report
