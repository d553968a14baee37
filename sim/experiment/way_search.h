#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/experiment/search_store.h"
#include "sim/experiment/search_workers.h"

namespace vtasim::experiment {

/// A search for a program that a plan can take.
struct WaySearch {
  std::string name;  ///< For people.
  SearchTask task;
  /// Adds the way that it comes to, and calls `simulated` as the search does. Throws Refused where there is none.
  std::function<void(const std::function<void(int)>& simulated)> add;
  std::int64_t least = 0;  ///< Cycles that no program comes below, where that is known.
};

/// Called with what is searched for, how many searches are done, and of how many.
using SearchProgress = std::function<void(const std::string&, std::size_t, std::size_t)>;

/// Makes searches, up to `jobs` at a time, each in a process, and adds what they come to in their order. Throws Error
/// for a search whose process failed.
void make_searches(const Laboratory& laboratory, const std::vector<WaySearch>& searches, std::size_t jobs,
                   const SearchProgress& progress);

}  // namespace vtasim::experiment
