#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "isa/instruction.h"
#include "sim/observe/read_port.h"

namespace vtasim::machine {

/// Whose cycles are told apart: the three modules, numbered as Module is, and fetch.
enum class Unit : std::uint8_t { load, compute, store, fetch };
inline constexpr std::size_t kUnitCount = 4;
std::string_view to_string(Unit unit);
constexpr Unit unit_of(isa::Module module) { return static_cast<Unit>(module); }

/// What a unit is at in a cycle: idle, or an instruction of which kind. Fetch is at `instructions` until it has handed
/// over all, but for the cycles in which it stands before a full queue.
enum class Work : std::uint8_t { idle, inp, wgt, uop, acc, gemm, alu, store, sync, instructions };
inline constexpr std::size_t kWorkCount = 10;
/// "inp", "gemm"; `sync` is for instructions that only move tokens, and FINISH.
std::string_view to_string(Work work);
/// The kind of an instruction.
Work work_of(const isa::Instruction& instruction);

/// Why a unit is not further on in a cycle. Every cycle of a unit has exactly one.
enum class Cause : std::uint8_t {
  // At an instruction, or fetch at a chunk of them.
  operations,  ///< A GEMM or ALU operation is issued, or the ALU reads its second operand.
  fill,        ///< The pipeline's start, before the first operation.
  drain,       ///< Pipelines behind the last operation, the last data or acknowledgement, to the end.
  sync,        ///< The token-only instruction, or FINISH.
  data,        ///< The unit's own data is on the bus.
  request,     ///< The next command is not with the memory engine yet, or a write's address is on its way.
  memory,      ///< The memory's delay for data, of this unit's burst or of one it queues behind; a write's answer.
  bus,         ///< The bus is taken: by the address or the data of another client's burst.
  padding,     ///< A LOAD's data is there, and it goes on writing zeros.
  vector,      ///< A STORE reads its next vector from the scratchpad, on a bus narrower than that.
  // Idle, or fetch at its end.
  handover,    ///< The cycle in which an instruction is handed over.
  token_prev,  ///< The next instruction is there, and lacks a token of the module before (only or also).
  token_next,  ///< It lacks only a token of the module behind.
  fetch,       ///< The next instruction is not fetched yet.
  queue,  ///< Nor is it handed over, since fetch stands before the full queue of another module; of fetch: it does.
  none,   ///< No instruction is left.
};
inline constexpr std::size_t kCauseCount = 16;
/// "operations", "token_prev": the key in JSON.
std::string_view to_string(Cause cause);

/// Consecutive cycles with one cause: [from, to).
struct CauseInterval {
  Cause cause = Cause::none;
  ReadPort taker = ReadPort::fetch;  ///< Of `bus`: whose burst it is.
  /// Of `token_prev` and `token_next`: the instruction whose token is missing. Of `queue`: the one that fetch holds. -1
  /// where there is none.
  std::int32_t other = -1;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t cycles() const { return to - from; }
};

/// Cycles of a run by unit, kind of work and cause. Those of a unit add up to `window`, and for a finished run to its
/// cycles and the one of FINISH.
struct CauseTotals {
  using ByCause = std::array<std::int64_t, kCauseCount>;
  using ByPort = std::array<std::int64_t, kReadPortCount>;

  std::array<std::array<ByCause, kWorkCount>, kUnitCount> cycles{};
  /// Those of `bus` by who takes it.
  std::array<std::array<ByPort, kWorkCount>, kUnitCount> taken{};
  std::int64_t window = 0;

  /// Of a unit with a kind of work.
  const ByCause& by_cause(Unit unit, Work work) const { return cycles[index(unit)][index(work)]; }
  ByCause& by_cause(Unit unit, Work work) { return cycles[index(unit)][index(work)]; }
  const ByPort& by_taker(Unit unit, Work work) const { return taken[index(unit)][index(work)]; }
  ByPort& by_taker(Unit unit, Work work) { return taken[index(unit)][index(work)]; }

  /// Those of another run, behind this one.
  CauseTotals& operator+=(const CauseTotals& other);

  void add(Unit unit, Work work, const CauseInterval& interval) {
    by_cause(unit, work)[index(interval.cause)] += interval.cycles();
    if (interval.cause == Cause::bus) by_taker(unit, work)[index(interval.taker)] += interval.cycles();
  }

  std::int64_t of(Unit unit, Work work, Cause cause) const { return by_cause(unit, work)[index(cause)]; }
  /// All of a unit with a kind of work, or with a cause.
  std::int64_t of(Unit unit, Work work) const;
  std::int64_t of(Unit unit, Cause cause) const;
  /// All of a unit.
  std::int64_t of(Unit unit) const;

  template <class Name>
  static constexpr std::size_t index(Name name) {
    return static_cast<std::size_t>(name);
  }
};

}  // namespace vtasim::machine
