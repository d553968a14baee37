#include "sim/experiment/way_search.h"

#include <fmt/format.h>

#include "compiler/lanes/refused.h"
#include "isa/base/error.h"

namespace vtasim::experiment {

void make_searches(const Laboratory& laboratory, const std::vector<WaySearch>& searches, std::size_t jobs,
                   const SearchProgress& progress) {
  SearchWorkers workers(laboratory, jobs, [&] {
    std::vector<SearchTask> tasks;
    for (const WaySearch& search : searches) tasks.push_back(search.task);
    return tasks;
  });
  for (std::size_t i = 0; i < searches.size(); ++i) {
    const WaySearch& search = searches[i];
    const std::string failure =
        workers.await(i, [&](std::size_t done, std::size_t all) { progress(search.name, done, all); });
    if (!failure.empty()) throw Error(fmt::format("the search of {} failed: {}", search.name, failure));
    try {
      search.add([&](int) { progress(search.name, i, searches.size()); });
    } catch (const compiler::Refused&) {
      continue;  // This way there is none.
    }
  }
}

}  // namespace vtasim::experiment
