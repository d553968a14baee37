#pragma once

#include <optional>
#include <string>
#include <systemc>
#include <variant>
#include <vector>

#include "isa/instruction.h"
#include "isa/program.h"
#include "sim/machine/cycle.h"
#include "sim/machine/run_context.h"
#include "sim/machine/semaphore.h"

namespace vtasim::machine {

/// From the start of a token-only instruction to the first cycle back in idle: a cycle of hand-over, one in sync.
/// FINISH takes as long in execute.
inline constexpr Cycle kSyncCycles = 2;

/// What load, compute and store have in common (Load.scala, Compute.scala, Store.scala): an instruction queue, a state
/// machine of idle, sync and execute, and the dependency tokens.
///
/// An instruction is visible to its module the cycle after its dispatch. In a cycle in which the module is idle, sees
/// one and finds its tokens, it takes them; from the next cycle on it is out of idle. It stays in the queue until it is
/// done; in that cycle its tokens are posted.
class PipelineModule : public sc_core::sc_module {
 public:
  /// Somebody who waits for room in a full queue.
  class RoomListener {
   public:
    virtual void room(isa::Module module) = 0;

   protected:
    ~RoomListener() = default;
  };

  /// A token queue as seen by its consumer or its producer; null where there is no neighbour.
  struct Tokens {
    Semaphore* from_prev = nullptr;
    Semaphore* from_next = nullptr;
    Semaphore* to_prev = nullptr;
    Semaphore* to_next = nullptr;
    PipelineModule* prev = nullptr;
    PipelineModule* next = nullptr;
  };

  PipelineModule(const sc_core::sc_module_name& name, isa::Module module, TimeBase& time);

  void connect(const Tokens& tokens) { tokens_ = tokens; }
  virtual void reset(RunContext& context);

  /// The queue takes an instruction, as far as is known by now: those dispatched ahead of time count already.
  bool has_room() const { return queued() < depth_; }
  int queued() const { return static_cast<int>(insns_.size()) - head_; }
  /// Fetch hands over instruction `index` of the program in cycle `cycle`, now or later; has_room() must hold.
  void dispatch(std::int32_t index, Cycle cycle);
  /// Asks to be told when the full queue has room.
  void await_room(RoomListener& listener) { room_listener_ = &listener; }

  enum class State { no_instruction, no_token, executing };
  State state() const {
    return executing_ ? State::executing : head_ == size() ? State::no_instruction : State::no_token;
  }
  /// Program index of the instruction at the head of the queue; there must be one.
  std::int32_t head() const { return insns_[static_cast<std::size_t>(head_)]; }
  bool lacks_prev() const;
  bool lacks_next() const;
  const Tokens& tokens() const { return tokens_; }
  isa::Module module() const { return module_; }
  const std::vector<isa::InsnTiming>& timing() const { return timing_; }

  /// An instruction that was started and not completed.
  struct Running {
    std::int32_t instruction = 0;  ///< Of the program.
    Cycle since = 0;
  };
  std::optional<Running> running() const;

  /// Adds what the module waited for at the end of a run of `window` cycles.
  void close_counters(Cycle window);
  /// Forgets everything later than `cycle`, where a run was stopped.
  void truncate(Cycle cycle);

 protected:
  /// Begins to execute: the module is idle in cycle `start` and out of idle in the next. Returns the first cycle back
  /// in idle, or kNever where end_at() will tell.
  virtual Cycle execute(const isa::Instruction& instruction, Cycle start) = 0;
  /// The instruction's effects are complete.
  virtual void retire(const isa::Instruction& instruction, Cycle start, Cycle end) = 0;

  void end_at(Cycle end);
  /// An RTL assertion fires in `cycle`: the run ends there.
  void fail_at(Cycle cycle, std::string what);

  RunContext& context() { return *context_; }
  TimeBase& time() { return time_; }
  ModuleCycles& cycles() { return context_->counters.modules[static_cast<std::size_t>(module_)]; }

 private:
  enum class Waiting { insn, prev, next };

  int size() const { return static_cast<int>(insns_.size()); }
  void step();
  void finish_current();
  void start_next();
  void account_wait(Cycle until);
  void wake_for_token();

  const isa::Module module_;
  TimeBase& time_;
  sc_core::sc_event wake_;
  Tokens tokens_;
  RunContext* context_ = nullptr;
  int depth_ = 0;

  std::vector<std::int32_t> insns_;  ///< Program indices in order of dispatch, and their timing.
  std::vector<isa::InsnTiming> timing_;
  int head_ = 0;
  bool executing_ = false;
  bool scheduled_ = false;  ///< The module will wake up by itself.
  Cycle end_ = kNever;
  std::string failure_;  ///< Not empty: what fails in cycle end_.
  Cycle idle_since_ = 0;
  Waiting waiting_ = Waiting::insn;
  RoomListener* room_listener_ = nullptr;
};

}  // namespace vtasim::machine
