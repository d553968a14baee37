#pragma once

#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "sim/observe/read_port.h"

namespace vtasim::machine {

/// A burst of the memory side's read path. Data reaches its client a cycle after the bus.
struct ReadBurst {
  std::int64_t taken = 0;        ///< The memory engine takes the command; its address goes out from the next cycle on,
  std::int64_t address_out = 0;  ///< and did in this one.
  std::int64_t first = 0;        ///< Its data on the bus, a beat a cycle.
  std::int64_t last = 0;
  std::uint32_t address = 0;
  ReadPort port = ReadPort::fetch;
  bool starts_delay = false;  ///< It found the memory's queue empty: the memory waits its delay for it.
  bool more = false;          ///< Others follow of the same request.
};

/// A burst of the write path, which store alone uses.
struct WriteBurst {
  std::uint32_t address = 0;
  std::int64_t beats = 0;
  std::int64_t command = 0;
  std::int64_t address_out = 0;
  std::int64_t first = 0;  ///< Data, with the cycles in between in which the unit reads its next vector.
  std::int64_t last = 0;
  std::int64_t acknowledged = 0;
};

/// A queue of dependency tokens.
enum class TokenQueue : std::uint8_t { load_to_compute, compute_to_load, compute_to_store, store_to_compute };
inline constexpr int kTokenQueueCount = 4;

/// The queue of the tokens that `consumer` takes of the previous module, or of the next; it must have that neighbour.
constexpr TokenQueue tokens_from_prev(isa::Module consumer) {
  return consumer == isa::Module::compute ? TokenQueue::load_to_compute : TokenQueue::compute_to_store;
}
constexpr TokenQueue tokens_from_next(isa::Module consumer) {
  return consumer == isa::Module::compute ? TokenQueue::store_to_compute : TokenQueue::compute_to_load;
}

/// Somebody who is told what happens in a run, as it is decided. Instructions are named by their index in the program,
/// cycles count from launch. What is told of one module, of the read path or of one end of a token queue comes in order
/// of time; between these the order is not that of the cycles, since fetch, the memory engine and store run ahead; so
/// what is told may lie behind the end of the run, where a run stops at an assertion or a limit of cycles. A run
/// without an observer does nothing of this.
class Observer {
 public:
  virtual ~Observer() = default;

  /// A run begins. `program` and `config` stay until run_ended().
  virtual void run_began(const isa::HardwareConfig& /*config*/, const std::vector<isa::Instruction>& /*program*/) {}

  /// Fetch asks for `count` instructions from `first` on: the command is valid from `valid` on. The buffer of the chunk
  /// before was empty from `empty` on; 0 for the first chunk.
  virtual void chunk_asked(std::int32_t /*first*/, std::int32_t /*count*/, std::int64_t /*empty*/,
                           std::int64_t /*valid*/) {}
  /// Fetch could hand over `instruction` from `since` on, but its module's queue is full.
  virtual void queue_full(std::int32_t /*instruction*/, std::int64_t /*since*/) {}
  /// Fetch hands over `instruction` in `cycle`; its module sees it in the next.
  virtual void dispatched(std::int32_t /*instruction*/, isa::Module /*module*/, std::int64_t /*cycle*/) {}

  /// `consumer` takes a token in `cycle`; started() of it follows.
  virtual void token_popped(TokenQueue /*queue*/, std::int32_t /*consumer*/, std::int64_t /*cycle*/) {}
  /// `start` is the first cycle in which the module is out of idle.
  virtual void started(std::int32_t /*instruction*/, isa::Module /*module*/, std::int64_t /*start*/) {}
  /// `end` is the first cycle in which the module is back in idle.
  virtual void ended(std::int32_t /*instruction*/, isa::Module /*module*/, std::int64_t /*end*/) {}
  /// `producer`, which has ended, posts a token in `cycle`, to be taken from the next on; not `kept`: the queue is full
  /// and it is lost.
  virtual void token_pushed(TokenQueue /*queue*/, std::int32_t /*producer*/, std::int64_t /*cycle*/, bool /*kept*/) {}

  /// Told in the order in which addresses go out, which is that of the data. A burst of uop or acc belongs to the
  /// instruction that compute is in, of inp or wgt to load's, of fetch to the chunk that was asked for last.
  virtual void read_burst(const ReadBurst& /*burst*/) {}
  /// Belongs to the instruction that store is in.
  virtual void write_burst(const WriteBurst& /*burst*/) {}
  /// The last `cycles` cycles of the LOAD that reads by `port`, but for its two of completion, are those of zeros
  /// alone.
  virtual void padded(ReadPort /*port*/, std::int64_t /*cycles*/) {}

  /// The run is over; counted are the cycles before `window`: up to and with that of FINISH, or to the last event.
  virtual void run_ended(std::int64_t /*window*/) {}
};

}  // namespace vtasim::machine
