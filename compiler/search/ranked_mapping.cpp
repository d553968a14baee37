#include "compiler/search/ranked_mapping.h"

#include <algorithm>
#include <utility>

namespace vtasim::compiler {

void keep_best(std::vector<RankedMapping>& mappings, std::size_t count) {
  const auto better = [](const RankedMapping& a, const RankedMapping& b) {
    return std::pair(a.bound(), a.least.read) < std::pair(b.bound(), b.least.read);
  };
  std::stable_sort(mappings.begin(), mappings.end(), better);
  if (mappings.size() > count) mappings.erase(mappings.begin() + static_cast<std::ptrdiff_t>(count), mappings.end());
}

}  // namespace vtasim::compiler
