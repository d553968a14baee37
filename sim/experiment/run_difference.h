#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isa/case_file.h"
#include "isa/program.h"

namespace vtasim::experiment {

/// An instruction that two runs of a program timed differently.
struct TimingDifference {
  isa::Module module = isa::Module::load;
  std::size_t index = 0;  ///< Among the module's instructions.
  isa::InsnTiming expected{};
  isa::InsnTiming got{};
};

/// The difference that comes first in time, so that it is the cause and not a consequence. An instruction that one
/// record lacks counts as never dispatched.
std::optional<TimingDifference> first_timing_difference(const isa::RunRecord& expected, const isa::RunRecord& got);

/// A total of a run: "cycles", "read_bursts", "read_beats", "write_bursts" or "write_beats".
struct TotalDifference {
  std::string_view name;
  std::int64_t expected = 0;
  std::int64_t got = 0;
};

/// The first total that differs. Totals that `expected` does not know (-1, as of a run that did not finish) are
/// skipped.
std::optional<TotalDifference> first_total_difference(const isa::RunRecord& expected, const isa::RunRecord& got);

/// A byte of DRAM that differs from what is expected there.
struct ByteDifference {
  std::uint64_t address = 0;
  std::uint8_t expected = 0;
  std::uint8_t got = 0;
};

/// The first byte of `expected`, in its order, that `dram` does not hold. Bytes past the end of `dram` read as 0.
std::optional<ByteDifference> first_output_difference(const std::vector<isa::Region>& expected,
                                                      const isa::DramImage& dram);

/// Every way in which a run departs from what its case expects, a line or a few each and the first instance of each
/// kind only: finished or not, assertion, then the first of instruction timing, totals and output bytes. Empty where
/// all agree. `problem` is what the run reported (RunResult::problem); `dram` is null for a run without values.
std::vector<std::string> describe_differences(const isa::Case& expected, const isa::RunRecord& got,
                                              const std::string& problem, const isa::DramImage* dram);

}  // namespace vtasim::experiment
