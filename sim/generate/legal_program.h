#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "isa/dram_image.h"
#include "isa/instruction.h"
#include "sim/generate/random_numbers.h"
#include "sim/generate/written_entries.h"
#include "sim/machine/machine.h"

namespace vtasim::generate {

/// A program in the making, in plain program order, that hardware and machine must run alike: what could make them
/// differ for another reason than a wrong machine is not taken. That is what is read before it was written (scratchpads
/// hold anything at power-up), indices outside their scratchpads, ALU hazards, and LOADs that may overrun their unit.
class LegalProgram {
 public:
  /// Both must outlive it.
  LegalProgram(const isa::HardwareConfig& config, RandomNumbers& random);

  const isa::HardwareConfig& config() const { return config_; }
  RandomNumbers& random() { return random_; }
  /// The uop scratchpad, after the instructions so far.
  const std::vector<std::uint32_t>& uops() const { return uops_; }
  const WrittenEntries& written() const { return written_; }
  std::size_t size() const { return instructions_.size(); }

  /// DRAM for `count` elements of `buffer`, random bytes, from the start of a burst on: the number of the first
  /// element.
  std::uint32_t add_data(isa::Buffer buffer, std::uint32_t count);
  /// DRAM with these micro-ops.
  std::uint32_t add_uops(const std::vector<isa::Uop>& uops);
  /// DRAM for `count` out vectors, zeros.
  std::uint32_t add_room(std::uint32_t count);

  /// Appends an instruction, a LOAD in as many as are safe; false, and nothing done, where the program would not be
  /// legal with it.
  bool append(const isa::Instruction& instruction);

  /// The program as a case of this name: with FINISH, tokens and instructions in DRAM, and with the outputs that it
  /// leaves on the machine.
  isa::Case finish(const std::string& name, machine::Machine& machine) const;

 private:
  std::uint64_t allocate(std::uint64_t bytes);
  bool legal(const isa::Instruction& instruction) const;

  const isa::HardwareConfig& config_;
  RandomNumbers& random_;
  std::vector<isa::Region> regions_;
  isa::DramImage dram_;  ///< As before the run.
  std::vector<std::uint32_t> uops_;
  WrittenEntries written_;
  std::vector<isa::Instruction> instructions_;
};

}  // namespace vtasim::generate
