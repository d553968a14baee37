#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "sim/observe/cause.h"
#include "sim/observe/observer.h"
#include "sim/observe/read_waits.h"

namespace vtasim::machine {

/// Somebody who is told what the cycles of units went to.
class CauseListener {
 public:
  /// `consumer` is about to start with the tokens of these instructions, of the previous module and the next; -1 where
  /// it takes none.
  virtual void took_tokens(std::int32_t /*consumer*/, std::int32_t /*from_prev*/, std::int32_t /*from_next*/) {}
  /// Fetch has read a chunk of instructions, `first` the first of them: its buffer was empty from `empty` on, and
  /// `reading` are the cycles from there on to the last data.
  virtual void read_chunk(std::int32_t /*first*/, std::int64_t /*empty*/,
                          const std::vector<CauseInterval>& /*reading*/) {}
  /// `unit` spent `interval` with `work`; `instruction` is what it was at, or waited to begin with, -1 when there is
  /// none. Of each unit in order, from cycle 0 to the end of the run, without gaps; fetch is told of at the end.
  virtual void spent(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval) = 0;

 protected:
  ~CauseListener() = default;
};

/// Finds the cause of every cycle of every unit while a machine runs, from what the machine does anyway. Keeps a few
/// words an instruction, and bursts for as long as somebody waits for the bus. One serves any number of runs, one after
/// the other.
class CauseObserver final : public Observer {
 public:
  CauseObserver() = default;
  /// The listeners must outlive it.
  explicit CauseObserver(std::vector<CauseListener*> listeners) : listeners_(std::move(listeners)) {}

  /// Of the last run.
  const CauseTotals& totals() const { return totals_; }

  void run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) override;
  void chunk_asked(std::int32_t first, std::int32_t count, std::int64_t left, std::int64_t valid) override;
  void queue_full(std::int32_t instruction, std::int64_t since) override;
  void dispatched(std::int32_t instruction, isa::Module module, std::int64_t cycle) override;
  void token_popped(TokenQueue queue, std::int32_t consumer, std::int64_t cycle) override;
  void started(std::int32_t instruction, isa::Module module, std::int64_t start) override;
  void ended(std::int32_t instruction, isa::Module module, std::int64_t end) override;
  void token_pushed(TokenQueue queue, std::int32_t producer, std::int64_t cycle, bool kept) override;
  void read_burst(const ReadBurst& burst) override;
  void write_burst(const WriteBurst& burst) override;
  void padded(ReadPort port, std::int64_t cycles) override;
  void run_ended(std::int64_t window) override;

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  struct Token {
    std::int32_t producer = -1;
    std::int64_t ready = 0;  ///< It can be taken from this cycle on.
  };

  struct ModuleState {
    std::int32_t next = 0;           ///< Program index behind the last that ended.
    std::int32_t running = -1;       ///< Instruction, or -1.
    Work work = Work::idle;          ///< Of the running instruction.
    std::int64_t since = 0;          ///< Start of the running instruction, or the first cycle of idle.
    std::size_t low = 0;             ///< First burst that concerns the running instruction.
    std::int64_t padded = 0;         ///< By the running instruction.
    std::size_t fetch_interval = 0;  ///< Of fetch_, that `since` lies in or before.
    Token from_prev;                 ///< That the instruction about to start has taken; no producer: none.
    Token from_next;
  };

  /// Tokens of a queue that were posted and not taken, and places of those before.
  struct Tokens {
    std::vector<Token> posted;
    std::size_t taken = 0;
  };

  ModuleState& of(isa::Module module) { return modules_[static_cast<std::size_t>(module)]; }
  Tokens& of(TokenQueue queue) { return tokens_[static_cast<std::size_t>(queue)]; }

  void spend(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval);
  /// The same up to the end of the counted cycles, of a module.
  void spend(isa::Module module, Work work, std::int32_t instruction, Cause cause, std::int64_t from, std::int64_t to,
             ReadPort taker = ReadPort::fetch, std::int32_t other = -1);
  void busy(isa::Module module, std::int64_t end, bool cut);
  void compute_busy(isa::Module module, std::int64_t operations, std::int64_t end);
  template <class Emit>
  void split_load(const ModuleState& state, std::int64_t end, bool cut, Emit emit) const;
  void load_busy(isa::Module module, std::int64_t end, bool cut);
  void store_busy(isa::Module module, std::int64_t end);
  void undelivered(isa::Module module, std::int32_t instruction, std::int64_t to);
  void forget_bursts();
  void rest_of_fetch(std::int64_t window);
  void rest_of(isa::Module module, std::int64_t window);
  std::int32_t next_producer(TokenQueue queue) const;

  void fetch_to(std::int64_t until, Cause cause, ReadPort taker = ReadPort::fetch, std::int32_t other = -1);
  void split_chunk(std::int64_t cut);
  void fetch_chunk(std::int64_t until);

  std::vector<CauseListener*> listeners_;
  CauseTotals totals_;
  const isa::HardwareConfig* config_ = nullptr;
  const std::vector<isa::Instruction>* program_ = nullptr;
  std::int64_t window_ = kNever;

  std::array<ModuleState, isa::kModuleCount> modules_;
  std::array<Tokens, kTokenQueueCount> tokens_;
  std::vector<std::int64_t> dispatched_;  ///< By instruction.
  ReadHistory history_;
  std::vector<WriteBurst> writes_;  ///< Of the STORE that runs.

  // Fetch: what its cycles went to up to fetch_cursor_, and those of the chunk that was asked for last.
  std::vector<CauseInterval> fetch_;
  std::int64_t fetch_cursor_ = 0;
  std::vector<CauseInterval> chunk_;
  std::int32_t chunk_first_ = 0;
  std::int64_t chunk_empty_ = 0;
  std::int64_t chunk_valid_ = 0;
  std::size_t chunk_low_ = 0;
  bool chunk_under_way_ = false;
  std::int32_t full_for_ = -1;  ///< The instruction that fetch holds before a full queue,
  std::int64_t full_since_ = 0;
};

}  // namespace vtasim::machine
