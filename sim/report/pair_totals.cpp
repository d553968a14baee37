#include "sim/report/pair_totals.h"

#include <algorithm>
#include <functional>

#include "isa/base/text.h"
#include "sim/report/fastest_rows.h"

namespace vtasim::report {
namespace {

using Rows = std::vector<const experiment::PairRow*>;

/// The fastest row of each pair.
Rows fastest_of(const Rows& rows) {
  return fastest_rows(
      rows, [](const auto& row) { return row.pair; }, [](const auto& row) { return row.cycles; });
}

PairTotal sum_of(const Rows& rows, const std::string& asked_for, std::size_t pairs) {
  PairTotal total;
  total.fused = rows.front()->fused;
  total.asked_for = asked_for;
  total.pairs = rows.size();
  total.of_pairs = pairs;
  experiment::PairRow& sum = total.sum;
  sum.hardware = rows.front()->hardware;
  sum.verified = true;
  for (const experiment::PairRow* row : rows) {
    sum.cycles += row->cycles;
    sum.bound += row->bound;
    sum.bytes_read += row->bytes_read;
    sum.bytes_written += row->bytes_written;
    sum.packed_bytes += row->packed_bytes;
    sum.converted_bytes += row->converted_bytes;
    sum.packing += row->packing;
    sum.programs += row->programs;
    sum.dram_bytes = std::max(sum.dram_bytes, row->dram_bytes);
  }
  return total;
}

/// The names of configurations, in the order of the rows.
std::vector<std::string> hardware_of(const std::vector<experiment::PairRow>& rows) {
  std::vector<std::string> names;
  for (const experiment::PairRow& row : rows) {
    if (std::find(names.begin(), names.end(), row.hardware.name) == names.end()) names.push_back(row.hardware.name);
  }
  return names;
}

}  // namespace

std::string PairTotal::pairs_label() const { return share_of_all(pairs, of_pairs); }

std::vector<PairTotal> totals_of(const std::vector<experiment::PairRow>& rows, std::size_t pairs,
                                 const std::vector<std::string>& mappings) {
  std::vector<PairTotal> totals;
  const auto add = [&](const Rows& chosen, const std::string& asked_for) {
    if (!chosen.empty()) totals.push_back(sum_of(chosen, asked_for, pairs));
  };
  for (const std::string& hardware : hardware_of(rows)) {
    const auto rows_where = [&](const std::function<bool(const experiment::PairRow&)>& wanted) {
      Rows chosen;
      for (const experiment::PairRow& row : rows) {
        if (row.verified && row.hardware.name == hardware && wanted(row)) chosen.push_back(&row);
      }
      return chosen;
    };
    add(fastest_of(rows_where([](const experiment::PairRow& row) { return !row.fused; })), kFastest);
    for (const std::string& mapping : mappings) {
      add(rows_where([&](const experiment::PairRow& row) { return row.fused && row.depthwise == mapping; }), mapping);
    }
    const bool only_one = mappings.size() == 1 && mappings.front() != experiment::kAutoMapping;
    if (only_one) continue;  // Its rows are the fastest.
    add(fastest_of(rows_where([](const experiment::PairRow& row) { return row.fused; })), kFastest);
  }
  return totals;
}

}  // namespace vtasim::report
