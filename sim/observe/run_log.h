#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/observe/cause.h"
#include "sim/observe/cause_observer.h"
#include "sim/observe/observer.h"

namespace vtasim::machine {

/// Cycles of an instruction with one cause, not all of which need be consecutive. `from` and `to` are those of the
/// first.
struct CauseShare {
  Work work = Work::idle;  ///< Idle before its start.
  CauseInterval first;
  std::int64_t cycles = 0;
};

/// What is kept of an instruction: -1 where it did not come to that.
struct LoggedInstruction {
  isa::Module module = isa::Module::load;
  Work work = Work::sync;
  std::int64_t ready = -1;       ///< Fetch could have handed it over, had its module's queue had room,
  std::int64_t dispatch = -1;    ///< and did.
  std::int64_t start = -1;       ///< First cycle out of idle.
  std::int64_t end = -1;         ///< First cycle back in idle.
  std::int32_t token_prev = -1;  ///< Whose tokens it took.
  std::int32_t token_next = -1;
  std::size_t first_share = 0;  ///< Of its unit's shares.
  std::size_t shares = 0;
};

/// A chunk of instructions that fetch read.
struct LoggedChunk {
  std::int32_t first = 0;
  std::int64_t empty = 0;              ///< The buffer was empty from this cycle on.
  std::vector<CauseInterval> reading;  ///< From there to the last data.
};

/// Keeps of a run when each instruction was where, what its cycles went to and what it waited for: some hundred bytes
/// an instruction, whatever its cycles and bursts. It listens to a CauseObserver, and observes the run beside it:
///
///     RunLog log;
///     CauseObserver causes({&log});
///     Observers both({&log, &causes});
class RunLog final : public Observer, public CauseListener {
 public:
  /// By index in the program.
  const std::vector<LoggedInstruction>& instructions() const { return instructions_; }
  /// Program indices of a module's instructions, in the order in which fetch handed them over.
  const std::vector<std::int32_t>& of(isa::Module module) const { return order_[static_cast<std::size_t>(module)]; }
  const std::vector<LoggedChunk>& chunks() const { return chunks_; }
  int queue_depth() const { return queue_depth_; }
  std::int64_t window() const { return window_; }

  /// What an instruction's cycles went to, those in which its module was idle before it included.
  const CauseShare* begin_of(std::int32_t instruction) const;
  const CauseShare* end_of(std::int32_t instruction) const {
    return begin_of(instruction) + instructions_[static_cast<std::size_t>(instruction)].shares;
  }

  void run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) override;
  void queue_full(std::int32_t instruction, std::int64_t since) override;
  void dispatched(std::int32_t instruction, isa::Module module, std::int64_t cycle) override;
  void started(std::int32_t instruction, isa::Module module, std::int64_t start) override;
  void ended(std::int32_t instruction, isa::Module module, std::int64_t end) override;
  void run_ended(std::int64_t window) override { window_ = window; }

  void took_tokens(std::int32_t consumer, std::int32_t from_prev, std::int32_t from_next) override;
  void read_chunk(std::int32_t first, std::int64_t empty, const std::vector<CauseInterval>& reading) override;
  void spent(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval) override;

 private:
  LoggedInstruction& at(std::int32_t instruction) { return instructions_[static_cast<std::size_t>(instruction)]; }

  std::vector<LoggedInstruction> instructions_;
  std::array<std::vector<std::int32_t>, isa::kModuleCount> order_;
  std::array<std::vector<CauseShare>, isa::kModuleCount> shares_;
  std::vector<LoggedChunk> chunks_;
  int queue_depth_ = 0;
  std::int64_t window_ = 0;
};

}  // namespace vtasim::machine
