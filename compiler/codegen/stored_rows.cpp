#include "compiler/codegen/stored_rows.h"

#include <algorithm>

#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// Whether `rows` can take the run as one more row.
bool takes(const StoredRows& rows, const StoredRun& run) {
  const DramRows& r = rows.rows;
  if (r.cols != run.count || rows.vector + r.rows * r.cols != run.vector) return false;
  const int distance = run.place - rows.place;
  if (r.rows > 1) return distance == r.rows * r.pitch;
  return distance >= r.cols && distance <= isa::kLargestStride;
}

}  // namespace

std::vector<StoredRows> stored_rows(const std::vector<StoredRun>& runs, int first, int count) {
  std::vector<StoredRows> all;
  for (const StoredRun& run : runs) {
    if (run.vector >= first + count) break;
    const int begin = std::max(run.vector, first);
    const int end = std::min(run.vector + run.count, first + count);
    if (begin >= end) continue;
    const StoredRun part{begin, end - begin, run.place + begin - run.vector};
    const auto found = std::find_if(all.begin(), all.end(), [&](const StoredRows& rows) { return takes(rows, part); });
    if (found == all.end()) {
      all.push_back({part.vector, part.place, {1, part.count, part.count}});
      continue;
    }
    DramRows& rows = found->rows;
    if (rows.rows == 1) rows.pitch = part.place - found->place;
    ++rows.rows;
  }
  return all;
}

}  // namespace vtasim::compiler
