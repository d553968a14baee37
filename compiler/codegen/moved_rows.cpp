#include "compiler/codegen/moved_rows.h"

#include <algorithm>
#include <cstddef>

#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// The vector behind the last.
int end_of(const MovedRows& rows) { return rows.vector + rows.rows.rows * rows.rows.cols; }

/// Whether `rows` can take the run as one more row.
bool takes(const MovedRows& rows, const VectorRun& run) {
  const DramRows& r = rows.rows;
  if (r.cols != run.count || end_of(rows) != run.vector) return false;
  const int distance = run.place - rows.place;
  if (r.rows > 1) return distance == r.rows * r.pitch;
  return distance >= r.cols && distance <= isa::kLargestStride;
}

}  // namespace

std::vector<MovedRows> moved_rows(const std::vector<VectorRun>& runs, int first, int count) {
  std::vector<MovedRows> all;
  std::vector<std::size_t> open;  // Of these, the ones that do not end before the run.
  for (const VectorRun& run : runs) {
    if (run.vector >= first + count) break;
    const int begin = std::max(run.vector, first);
    const int end = std::min(run.vector + run.count, first + count);
    if (begin >= end) continue;
    const VectorRun part{begin, end - begin, run.place + begin - run.vector};
    const auto ended = [&](std::size_t i) { return end_of(all[i]) < begin; };
    open.erase(std::remove_if(open.begin(), open.end(), ended), open.end());
    const auto found = std::find_if(open.begin(), open.end(), [&](std::size_t i) { return takes(all[i], part); });
    if (found == open.end()) {
      open.push_back(all.size());
      all.push_back({part.vector, part.place, {1, part.count, part.count}});
      continue;
    }
    MovedRows& rows = all[*found];
    if (rows.rows.rows == 1) rows.rows.pitch = part.place - rows.place;
    ++rows.rows.rows;
  }
  return all;
}

}  // namespace vtasim::compiler
