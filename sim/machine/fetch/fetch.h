#pragma once

#include <array>
#include <systemc>

#include "sim/machine/memory/memory_engine.h"
#include "sim/machine/pipeline_module.h"
#include "sim/machine/run_context.h"

namespace vtasim::machine {

/// What the two fetch units differ in.
class FetchUnit {
 public:
  virtual ~FetchUnit() = default;

  /// Instructions of a chunk at most.
  virtual std::int32_t chunk(const isa::HardwareConfig& config) const = 0;
  /// Read commands of `count` instructions at `address`.
  virtual isa::BurstCommands commands(const isa::HardwareConfig& config, std::uint32_t address,
                                      std::int32_t count) const = 0;
  /// Cycles from the arrival of a chunk's last data to the first in which an instruction can leave the chunk's buffer.
  virtual Cycle data_to_buffer() const = 0;
  /// Cycles from when a chunk's last instruction leaves its buffer to the first read command of the next chunk.
  virtual Cycle buffer_to_command() const = 0;
  /// An instruction passes a queue of two entries between the buffer and the hand-over, a cycle at least.
  virtual bool look_ahead() const = 0;
};

/// The unit a configuration builds (Fetch.scala): Fetch64Bit on a bus of 64 bits, FetchWideVME on wider ones.
const FetchUnit& fetch_unit(const isa::HardwareConfig& config);
const FetchUnit& fetch_unit_64();
const FetchUnit& fetch_unit_wide();

/// The fetch module: reads the instructions chunk by chunk through the memory engine and hands each to its module's
/// queue, at most one a cycle, in order; a full queue holds up all. The next chunk is asked for when the last is used
/// up.
///
/// It runs ahead: what fits the queues as they are is handed over in one activation, dated.
class FetchModule final : public sc_core::sc_module, private ReadClient, private PipelineModule::RoomListener {
 public:
  FetchModule(const sc_core::sc_module_name& name, TimeBase& time, MemoryEngine& memory,
              std::array<PipelineModule*, isa::kModuleCount> modules);

  void reset(RunContext& context, const isa::Program& program);

  /// Launch is seen in cycle 0.
  void launch();

  /// Instructions handed over; fewer than the program has when a full queue holds up the next.
  std::int32_t dispatched() const { return next_; }

 private:
  void burst(Cycle fired, Cycle first, Cycle last, bool more) override;
  void room(isa::Module module) override;

  /// Asks for the next chunk from `valid` on; the buffer of the one before is empty from `empty` on.
  void ask(Cycle empty, Cycle valid);
  void leave();
  void drain();

  TimeBase& time_;
  MemoryEngine& memory_;
  std::array<PipelineModule*, isa::kModuleCount> modules_;
  sc_core::sc_event wake_;
  RunContext* context_ = nullptr;
  const FetchUnit* unit_ = nullptr;

  std::uint32_t address_ = 0;
  std::int32_t count_ = 0;
  std::int32_t fetched_ = 0;          ///< Instructions whose data has arrived, in whole chunks.
  std::int32_t asked_ = 0;            ///< Instructions asked for.
  std::int32_t left_ = 0;             ///< Instructions that have left the chunk's buffer.
  std::int32_t next_ = 0;             ///< Instructions handed over.
  Cycle chunk_ready_ = 0;             ///< From when on instructions of the present chunk can leave.
  std::array<Cycle, 4> left_at_{};    ///< When the last ones left, by index modulo 4,
  std::array<Cycle, 4> handed_at_{};  ///< and when they were handed over.
};

}  // namespace vtasim::machine
