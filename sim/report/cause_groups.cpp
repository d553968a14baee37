#include "sim/report/cause_groups.h"

#include <optional>

namespace vtasim::report {
namespace {

std::optional<CauseGroup> group_of(machine::Cause cause) {
  switch (cause) {
    case machine::Cause::operations:
    case machine::Cause::data:
    case machine::Cause::vector:
      return CauseGroup::works;
    case machine::Cause::memory:
      return CauseGroup::memory;
    case machine::Cause::bus:
      return CauseGroup::bus;
    case machine::Cause::request:
      return CauseGroup::request;
    case machine::Cause::fill:
    case machine::Cause::drain:
    case machine::Cause::sync:
    case machine::Cause::padding:
      return CauseGroup::overhead;
    case machine::Cause::handover:
      return CauseGroup::handover;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::array<std::int64_t, kCauseGroupCount> grouped_causes(const machine::CauseTotals::ByCause& cycles) {
  std::array<std::int64_t, kCauseGroupCount> groups{};
  for (std::size_t i = 0; i < machine::kCauseCount; ++i) {
    if (const auto group = group_of(static_cast<machine::Cause>(i))) {
      groups[static_cast<std::size_t>(*group)] += cycles[i];
    }
  }
  return groups;
}

void add_group_columns(Table& table) {
  table.add_column(TableColumn::figure("data or\noperations", 1));
  table.add_column(TableColumn::figure("memory's\ndelay", 1));
  table.add_column(TableColumn::figure("bus taken\nby others", 1));
  table.add_column(TableColumn::figure("request", 2));
  table.add_column(TableColumn::figure("pipeline", 2));
  table.add_column(TableColumn::figure("hands\nover", 2));
}

std::string_view name_of(machine::Work work) {
  constexpr std::array<std::string_view, machine::kWorkCount> kNames = {
      "idle", "LOAD inp", "LOAD wgt", "LOAD uop", "LOAD acc", "GEMM", "ALU", "STORE", "tokens only", "instructions"};
  return kNames[static_cast<std::size_t>(work)];
}

}  // namespace vtasim::report
