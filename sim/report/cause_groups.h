#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/observe/cause.h"
#include "sim/report/table.h"

namespace vtasim::report {

/// Causes that tables show as one: those of a unit at work.
enum class CauseGroup : std::uint8_t {
  works,     ///< operations, data, vector: what the unit is there for.
  memory,    ///< The memory's delay.
  bus,       ///< The bus taken by others.
  request,   ///< Until a command is with the memory engine.
  overhead,  ///< Pipelines that fill and drain, padding, token-only instructions.
  handover,
};
inline constexpr std::size_t kCauseGroupCount = 6;

/// Cycles of a unit at a kind of work, by group; waits for tokens and fetch are in none.
std::array<std::int64_t, kCauseGroupCount> grouped_causes(const machine::CauseTotals::ByCause& cycles);

/// A column for each group, in their order.
void add_group_columns(Table& table);

/// What a person reads: "load", "inp" -> "LOAD inp"; of fetch "instructions".
std::string_view name_of(machine::Work work);

}  // namespace vtasim::report
