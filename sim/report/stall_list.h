#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "sim/experiment/profile.h"

namespace vtasim::report {

/// What an instruction, or its module before it, waited for.
struct Stall {
  std::int32_t instruction = -1;
  machine::CauseShare share;
};

/// The `most` costliest stalls of a run, the costliest first, of those that cost as much the earlier: cycles in which a
/// module waited for the memory, the bus, a token, or an instruction.
std::vector<Stall> costliest_stalls(const experiment::Profile& profile, std::size_t most);

/// What a stall waited for: "the token of load 12 (LOAD inp 9 x 114, rows 9-17)".
std::string describe_stall(const experiment::Profile& profile, const Stall& stall);

/// The costliest stalls as a table, with how many cycles later each instruction could have ended. Within `width`.
std::string stall_list(const experiment::Profile& profile, std::size_t most, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
