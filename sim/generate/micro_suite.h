#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/generate/legal_program.h"

namespace vtasim::generate {

/// Called with the name of a case before it is made.
using CaseListener = std::function<void(const std::string& name)>;

/// Collects the cases of the suite micro: one mechanism each.
class MicroSuite {
 public:
  /// All must outlive it.
  MicroSuite(const isa::HardwareConfig& config, std::uint64_t seed, machine::Machine& machine,
             const CaseListener& listener)
      : config_(config), seed_(seed), machine_(machine), listener_(listener) {}

  const isa::HardwareConfig& config() const { return config_; }

  /// Adds the program that `fill` makes; none where that says, by false, that the scratchpads are too small for it.
  void add(const std::string& name, const std::function<bool(LegalProgram&)>& fill);

  /// Adds instructions without data, whose tokens are part of what the case is about, and FINISH with tokens of its
  /// own. `offset`: bytes from the start of a burst to the first.
  void add_tokens(const std::string& name, std::vector<isa::Instruction> instructions, isa::Deps finish,
                  std::uint64_t offset = 0);

  std::vector<isa::Case> take() { return std::move(cases_); }

 private:
  const isa::HardwareConfig& config_;
  std::uint64_t seed_;
  machine::Machine& machine_;
  const CaseListener& listener_;
  std::uint64_t added_ = 0;
  std::vector<isa::Case> cases_;
};

}  // namespace vtasim::generate
