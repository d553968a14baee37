#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"
#include "compiler/program/build_program.h"
#include "isa/case_file.h"
#include "isa/dram_image.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/program_run.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// A planned network on one DRAM: all programs and weights, and the tensors as steps leave them, from the network's
/// input on. What it is made of must outlive it.
class PlacedNetwork {
 public:
  /// Places the programs behind the tensors. Throws Error where all does not fit DRAM.
  PlacedNetwork(const NetworkData& data, const compiler::NetworkWays& ways, const compiler::NetworkPlan& plan,
                const isa::HardwareConfig& config);

  /// The program of a step; null for one of the host's.
  const compiler::BuiltProgram* program(std::size_t step) const {
    return programs_[step] ? &*programs_[step] : nullptr;
  }

  /// Puts one more program into DRAM, which ends with it.
  void add(const isa::Program& program);

  /// Does what the host does in a step, as it finds DRAM.
  void do_on_host(std::size_t step);

  /// Runs a program that lies there: DRAM is then as it leaves it.
  ProgramRun launch(machine::Machine& machine, const isa::Program& program);

  /// A program as one that hardware can run by itself: with arrays that it reads in its DRAM as they are now, and with
  /// what it must leave in others.
  isa::Case case_of(isa::Program program, const std::vector<std::size_t>& reads,
                    const std::vector<std::size_t>& leaves) const;

  /// The first value or byte of an array that is not as it should be; empty where all are.
  std::string wrong_values(std::size_t array) const;

  /// The first byte of a program that is no longer there, likewise.
  std::string wrong_programs() const;

  std::int64_t program_bytes() const { return program_bytes_; }  ///< Instructions and micro-ops, weights and biases.
  std::uint64_t dram_bytes() const { return dram_.size(); }

 private:
  void write(std::size_t array, const compiler::Tensor8& tensor);
  compiler::Tensor8 read(std::size_t array) const;

  const NetworkData& data_;
  const compiler::NetworkPlan& plan_;
  const isa::HardwareConfig& config_;
  std::vector<std::optional<compiler::BuiltProgram>> programs_;  ///< Of each step that has one.
  std::vector<isa::Program> added_;
  std::int64_t program_bytes_ = 0;
  isa::DramImage dram_;
};

}  // namespace vtasim::experiment
