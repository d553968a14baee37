#include "sim/generate/readout.h"

#include <algorithm>

#include "sim/generate/program_parts.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

/// Loads random data to those of the first `count` entries that were not written.
void complete(LegalProgram& program, Buffer buffer, std::uint32_t count) {
  for (std::uint32_t entry = 0; entry < count; ++entry) {
    if (!program.written().contain({{buffer, entry, 1}})) load_random(program, buffer, entry, 1);
  }
}

/// Sums of products with one partner in acc [0, count), on to out and DRAM.
void show_products(LegalProgram& program, Buffer buffer, std::uint32_t begin, std::uint32_t count) {
  const bool inp = buffer == Buffer::inp;
  complete(program, inp ? Buffer::wgt : Buffer::inp, 1);
  load_uops(program, 0, {{0, inp ? begin : 0, inp ? 0 : begin}});
  isa::Gemm gemm = gemm_of(0, 1);
  gemm.iter_in = count;
  gemm.acc_factor_in = 1;
  (inp ? gemm.inp_factor_in : gemm.wgt_factor_in) = 1;
  isa::Gemm reset = gemm;
  reset.reset = 1;
  append_all(program, {reset, gemm, row_store(0, program.add_room(count), count)});
}

}  // namespace

std::uint32_t most_shown(Buffer buffer, const isa::HardwareConfig& config) {
  const auto depth = [&](Buffer of) { return static_cast<std::uint32_t>(config.depth(of)); };
  switch (buffer) {
    case Buffer::uop:
      return std::min(depth(buffer), 1u << 13);  // uop_begin has 13 bits.
    case Buffer::wgt:
    case Buffer::inp:
      return std::min({depth(buffer), depth(Buffer::acc), 1u << 11});
    case Buffer::acc:
    case Buffer::out:
      break;
  }
  return std::min(depth(Buffer::acc), 1u << 11);
}

void show(LegalProgram& program, Buffer buffer, std::uint32_t begin, std::uint32_t count) {
  switch (buffer) {
    case Buffer::uop:
      for (const Buffer operand : {Buffer::acc, Buffer::inp, Buffer::wgt}) {
        complete(program, operand, kShownUopTargets);
      }
      append_all(program, {gemm_of(begin, count)});
      return store_written(program);
    case Buffer::wgt:
    case Buffer::inp:
      return show_products(program, buffer, begin, count);
    case Buffer::acc:
      return store_acc(program, begin, count, 0);
    case Buffer::out:
      break;
  }
  append_all(program, {row_store(begin, program.add_room(count), count)});
}

}  // namespace vtasim::generate
