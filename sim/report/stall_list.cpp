#include "sim/report/stall_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/base/text.h"
#include "isa/program_notes.h"
#include "sim/report/table.h"

namespace vtasim::report {
namespace {

using machine::Cause;

bool is_stall(Cause cause) {
  switch (cause) {
    case Cause::memory:
    case Cause::bus:
    case Cause::token_prev:
    case Cause::token_next:
    case Cause::fetch:
    case Cause::queue:
      return true;
    default:
      return false;
  }
}

/// "load 12 (LOAD inp 9 x 114, rows 9-17)"
std::string named(const experiment::Profile& profile, std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  return fmt::format("{} {} ({})", to_string(module_of(profile.program[i])), grouped(index),
                     placed_name(profile.program, i, profile.notes));
}

std::string slack_cell(const experiment::Profile& profile, std::int32_t instruction) {
  const auto i = static_cast<std::size_t>(instruction);
  return i < profile.slack.size() && profile.slack[i] ? grouped(*profile.slack[i]) : "-";
}

}  // namespace

std::vector<Stall> costliest_stalls(const experiment::Profile& profile, std::size_t most) {
  std::vector<Stall> stalls;
  const auto size = static_cast<std::int32_t>(profile.log.instructions().size());
  for (std::int32_t i = 0; i < size; ++i) {
    for (const machine::CauseShare* share = profile.log.begin_of(i); share != profile.log.end_of(i); ++share) {
      if (is_stall(share->first.cause)) stalls.push_back({i, *share});
    }
  }
  const std::size_t shown = std::min(most, stalls.size());
  std::partial_sort(stalls.begin(), stalls.begin() + static_cast<std::ptrdiff_t>(shown), stalls.end(),
                    [](const Stall& a, const Stall& b) {
                      if (a.share.cycles != b.share.cycles) return a.share.cycles > b.share.cycles;
                      return a.share.first.from != b.share.first.from ? a.share.first.from < b.share.first.from
                                                                      : a.instruction < b.instruction;
                    });
  stalls.resize(shown);
  return stalls;
}

std::string describe_stall(const experiment::Profile& profile, const Stall& stall) {
  const machine::CauseInterval& interval = stall.share.first;
  switch (interval.cause) {
    case Cause::memory:
      return module_of(profile.program[static_cast<std::size_t>(stall.instruction)]) == isa::Module::store
                 ? "the memory's acknowledgements"
                 : "the memory's delay";
    case Cause::bus:
      return fmt::format("the bus, taken by {}", to_string(interval.taker));
    case Cause::fetch:
      return "to be fetched";
    case Cause::queue:
      return fmt::format("a full queue, before which fetch holds {}", named(profile, interval.other));
    default:
      return interval.other < 0 ? "a token that nobody pushes" : "the token of " + named(profile, interval.other);
  }
}

std::string stall_list(const experiment::Profile& profile, std::size_t most, std::size_t width) {
  Table table;
  table.add_column(TableColumn::figure("cycles", 0));
  table.add_column(TableColumn::figure("of all", 3));
  table.add_column(TableColumn::figure("from cycle", 2));
  table.add_column(TableColumn::figure("slack", 1));
  table.add_column(TableColumn::name("instruction", 0, 0, 24));
  table.add_column(TableColumn::name("waits for", 0, 0, 24));
  for (const Stall& stall : costliest_stalls(profile, most)) {
    table.add_row({grouped(stall.share.cycles), percent(ratio(stall.share.cycles, profile.causes.window)),
                   grouped(stall.share.first.from), slack_cell(profile, stall.instruction),
                   named(profile, stall.instruction), describe_stall(profile, stall)});
  }
  return table.to_string(width);
}

}  // namespace vtasim::report
