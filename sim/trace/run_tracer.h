#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "isa/lives.h"
#include "sim/observe/cause_observer.h"
#include "sim/observe/observer.h"
#include "sim/trace/trace_sink.h"

namespace vtasim::trace {

/// Tells sinks of the counted cycles of a run, as they come: nothing is kept but some words an instruction. It listens
/// to a CauseObserver, and observes the run behind it:
///
///     RunTracer tracer(window, lives_of(program, config), {&sink});
///     CauseObserver causes({&tracer});
///     Observers both({&causes, &tracer});
class RunTracer final : public machine::Observer, public machine::CauseListener {
 public:
  /// `window`: the counted cycles, known from a run before (CauseTotals). `lives` are the program's. The sinks must
  /// outlive it.
  RunTracer(std::int64_t window, std::vector<isa::LifeChanges> lives, std::vector<TraceSink*> sinks)
      : window_(window), lives_(std::move(lives)), sinks_(std::move(sinks)) {}

  void run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) override;
  void dispatched(std::int32_t instruction, isa::Module module, std::int64_t cycle) override;
  void token_popped(machine::TokenQueue queue, std::int32_t consumer, std::int64_t cycle) override;
  void started(std::int32_t instruction, isa::Module module, std::int64_t start) override;
  void ended(std::int32_t instruction, isa::Module module, std::int64_t end) override;
  void token_pushed(machine::TokenQueue queue, std::int32_t producer, std::int64_t cycle, bool kept) override;
  void read_burst(const machine::ReadBurst& burst) override;
  void write_burst(const machine::WriteBurst& burst) override;
  void run_ended(std::int64_t window) override;

  void took_tokens(std::int32_t consumer, std::int32_t from_prev, std::int32_t from_next) override;
  void spent(machine::Unit unit, machine::Work work, std::int32_t instruction,
             const machine::CauseInterval& interval) override;

 private:
  /// How a count changes in a cycle.
  struct Change {
    std::int64_t cycle = 0;
    std::int64_t by = 0;
  };
  /// In one cycle a token may come and another go, and modules are told of when they end, but before they begin: so a
  /// count is told when nothing can change it any more.
  struct Count {
    std::int64_t count = 0;
    std::int64_t told = 0;
    std::vector<Change> ahead;  ///< By cycle: two at most.
  };
  using Counts = std::array<Count, machine::kTokenQueueCount + isa::kBufferCount>;

  template <class Tell>
  void tell(Tell tell) {
    for (TraceSink* sink : sinks_) tell(*sink);
  }
  /// Where counts_ has what.
  static std::size_t place_of(machine::TokenQueue queue) { return static_cast<std::size_t>(queue); }
  static std::size_t place_of(isa::Buffer buffer) {
    return static_cast<std::size_t>(machine::kTokenQueueCount) + static_cast<std::size_t>(buffer);
  }
  void change(std::size_t place, std::int64_t cycle, std::int64_t by);
  /// Tells of changes before `cycle`.
  void tell_counts(std::size_t place, std::int64_t cycle);
  void close(isa::Module module, std::int64_t end);

  std::int64_t window_;
  std::vector<isa::LifeChanges> lives_;  ///< By instruction, as the next.
  std::vector<TraceSink*> sinks_;
  std::vector<std::int64_t> dispatched_;
  Counts counts_;
  std::array<bool, isa::kModuleCount> open_{};  ///< An instruction of the module began and has not ended.
  std::int32_t from_prev_ = -1;                 ///< Of the instruction that is about to start.
  std::int32_t from_next_ = -1;
};

}  // namespace vtasim::trace
