#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/trace/trace_sink.h"

namespace vtasim::trace {

/// Writes a run as a value change dump (IEEE 1364-2005, 18.2) with GTKWave's strings: a cycle is a nanosecond. Of each
/// unit it has its work, the cause of the cycle and the instruction that it is at; of each queue the tokens; of each
/// scratchpad how many of its entries are live (isa/lives.h), beside how many it has; of the bus whose data is on it.
///
/// A dump is in order of time and a run is told unit by unit, so each variable's changes wait in a file of their own
/// without a name (std::tmpfile), until all are there.
class VcdWriter final : public TraceSink {
 public:
  /// `title` is put in as a comment. Throws Error where there is no room for temporary files.
  VcdWriter(std::string title, Output output);
  ~VcdWriter();

  void run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program,
                 std::int64_t window) override;
  void spent(machine::Unit unit, machine::Work work, std::int32_t instruction,
             const machine::CauseInterval& interval) override;
  void tokens(machine::TokenQueue queue, std::int64_t cycle, int count) override;
  void live(isa::Buffer buffer, std::int64_t cycle, std::int64_t entries) override;
  void read_data(const machine::ReadBurst& burst, std::int64_t end) override;
  void write_data(const machine::WriteBurst& burst, std::int64_t end) override;

  /// Once the run has ended: writes all. Throws Error where a temporary file could not be written or read.
  void write();

 private:
  class Variable;

  std::string title_;
  Output output_;
  std::int64_t window_ = 0;
  std::vector<Variable> variables_;
};

}  // namespace vtasim::trace
