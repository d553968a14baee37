#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vtasim::isa {

/// Entries of each scratchpad, by Buffer.
using EntryCounts = std::array<std::uint32_t, kBufferCount>;

/// Entries whose life begins with an instruction, and those whose life ends with it.
struct LifeChanges {
  EntryCounts begun{};
  EntryCounts ended{};
};

/// What of the scratchpads a program needs, by instruction. An entry is live while it holds something that is still to
/// be read: its life begins with the instruction that writes it, and ends with the last one that reads it before it is
/// written anew. An instruction that reads what it writes, as GEMM does with its sums, goes on with a life; what nobody
/// reads lives for the instruction that writes it. An entry that is read before anything wrote it, and so holds the
/// zeros of reset, is live from that reader on.
///
/// Instructions stand in program order here, and run in three queues: an entry is live from the start of the one
/// instruction to the end of the other where tokens keep to the program's order wherever instructions touch the same
/// entry, as they do in all that the compiler makes (insert_tokens()). Entries that are live at a time are then those
/// begun by instructions that have started, less those ended by instructions that have ended: 0 to the depth.
///
/// An access is that of the whole instruction (accesses.h); micro-ops are those of DRAM before the run. Takes time in
/// proportion to the instructions, the micro-ops that they run (each once, not once an iteration) and the ranges that
/// they touch. Throws Error for a program that does not run on `config`.
std::vector<LifeChanges> lives_of(const Program& program, const HardwareConfig& config);

}  // namespace vtasim::isa
