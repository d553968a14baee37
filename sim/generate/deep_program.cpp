#include "sim/generate/deep_program.h"

#include <algorithm>

#include "sim/generate/program_parts.h"
#include "sim/generate/random_program.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

/// Micro-op 0 and entry 0 of each scratchpad, and a GEMM of them that takes long enough for the queues to fill.
void hold_up(LegalProgram& program) {
  load_uops(program, 0, {{0, 0, 0}});
  for (const Buffer buffer : {Buffer::inp, Buffer::wgt, Buffer::acc}) load_random(program, buffer, 0, 1);
  // An operation takes a cycle. Fetching an instruction takes some three on the slowest bus, and the memory's delay a
  // chunk of them.
  const isa::HardwareConfig& config = program.config();
  isa::Gemm gemm = gemm_of(0, 1);
  gemm.iter_in = static_cast<std::uint32_t>(std::min(config.queue_depth + 64, (1 << 14) - 1));
  gemm.iter_out = static_cast<std::uint32_t>(8 + config.memory_delay / 8 + config.queue_depth / (1 << 13));
  append_all(program, {gemm});
}

/// Instructions of one module that come behind the GEMM.
void add_queued(LegalProgram& program, Depth depth) {
  const auto count = static_cast<std::uint32_t>(program.config().queue_depth) + program.random().between(16, 64);
  const std::uint32_t from = program.add_data(Buffer::inp, 1);
  const std::uint32_t to = program.add_room(1);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (depth == Depth::load) {
      append_all(program, {row_load(Buffer::inp, from, 0, 1)});
    } else if (depth == Depth::store) {
      append_all(program, {row_store(0, to, 1)});
    } else {
      append_all(program, {gemm_of(0, 1)});
    }
  }
  append_all(program, {gemm_of(0, 1)});
  store_acc(program, 0, 1, 0);
}

}  // namespace

std::string_view to_string(Depth depth) {
  constexpr std::string_view kNames[] = {"load", "compute", "store", "all"};
  return kNames[static_cast<std::size_t>(depth)];
}

void fill_deep(LegalProgram& program, Depth depth) {
  hold_up(program);
  if (depth == Depth::all) {
    fill_random_small(program, 4 * static_cast<std::uint32_t>(program.config().queue_depth) + 100);
  } else {
    add_queued(program, depth);
  }
}

}  // namespace vtasim::generate
