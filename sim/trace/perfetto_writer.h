#pragma once

#include <memory>
#include <string>

#include "isa/program_notes.h"
#include "sim/trace/trace_sink.h"

namespace vtasim::trace {

/// Writes a run as a trace that Perfetto opens (https://ui.perfetto.dev): a cycle is a nanosecond.
///
/// Load, compute, store and fetch are tracks. Each has its instructions as slices of category "instruction", named by
/// placed_name(), with what their cycles went to as slices of category "cause" in them; between them, of category
/// "wait", what it waits for. Fetch's instructions are those it hands over, a cycle each; "reads instructions" is its
/// other work. Two tracks have the bursts of the bus, of category "burst". Each queue of tokens is a counter, and each
/// scratchpad: how many of its entries are live (isa/lives.h), beside how many it has. An
/// arrow, a flow, leads from an instruction that pushes a token to the one that takes it: its id is 2 x the former's
/// index + 1 for the next module and + 2 for the previous one.
class PerfettoWriter final : public TraceSink {
 public:
  /// `title` is what the tracks are shown below. Pieces come of 64 KiB and little more.
  /// `notes` are those of the program, if there are any, and must outlive it.
  PerfettoWriter(const std::string& title, Output output, const isa::ProgramNotes& notes);
  ~PerfettoWriter();

  void run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program,
                 std::int64_t window) override;
  void began(machine::Unit unit, const Beginning& beginning) override;
  void ended(machine::Unit unit, std::int64_t end) override;
  void spent(machine::Unit unit, machine::Work work, std::int32_t instruction,
             const machine::CauseInterval& interval) override;
  void tokens(machine::TokenQueue queue, std::int64_t cycle, int count) override;
  void live(isa::Buffer buffer, std::int64_t cycle, std::int64_t entries) override;
  void read_data(const machine::ReadBurst& burst, std::int64_t end) override;
  void write_data(const machine::WriteBurst& burst, std::int64_t end) override;
  void run_ended() override;

 private:
  class Packets;  // Perfetto's generated classes are behind it.

  std::string name_of(std::int32_t instruction) const;
  void fetch_spent(machine::Work work, std::int32_t instruction, const machine::CauseInterval& interval);
  void end_reading();
  void cause(machine::Unit unit, const char* category, const std::string& name, std::int32_t instruction,
             const machine::CauseInterval& interval);

  std::unique_ptr<Packets> packets_;
  const isa::ProgramNotes& notes_;
  const std::vector<isa::Instruction>* program_ = nullptr;
  std::int64_t read_until_ = -1;  ///< Of the slice of fetch's reading that is open.
};

}  // namespace vtasim::trace
