#include <fmt/format.h>

#include <algorithm>

#include "sim/generate/micro_cases.h"
#include "sim/generate/program_parts.h"
#include "sim/generate/readout.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

struct Loops {
  std::uint32_t uops = 1;
  std::uint32_t out = 1;
  std::uint32_t in = 1;
};
constexpr Loops kLoops[] = {{1, 1, 1}, {2, 1, 1}, {9, 1, 1},  {1, 1, 2}, {1, 1, 3},  {1, 1, 4},  {1, 4, 1}, {1, 1, 5},
                            {3, 2, 5}, {9, 4, 4}, {16, 1, 2}, {5, 8, 2}, {1, 1, 10}, {1, 1, 16}, {1, 1, 50}};

/// Entries of each scratchpad that micro-ops name.
constexpr std::uint32_t kNamed = 4;

/// Loads random data to the first entries; false where there are not as many.
bool fill_operands(LegalProgram& program, std::uint32_t acc, std::uint32_t inp, std::uint32_t wgt) {
  const isa::HardwareConfig& config = program.config();
  if (acc > most_shown(Buffer::acc, config) || inp > most_shown(Buffer::inp, config) ||
      wgt > most_shown(Buffer::wgt, config)) {
    return false;
  }
  load_random(program, Buffer::inp, 0, inp);
  load_random(program, Buffer::wgt, 0, wgt);
  load_random(program, Buffer::acc, 0, acc);
  return true;
}

/// What GEMMs wrote to out, and what they left in the first acc entries.
void store_results(LegalProgram& program, std::uint32_t acc) {
  store_written(program);
  store_acc(program, 0, acc, 0);
}

bool fill_loops(LegalProgram& program, const Loops& loops, bool reset) {
  const std::uint32_t acc = kNamed + loops.out * loops.in;
  if (!fill_operands(program, acc, kNamed + loops.in, kNamed + loops.out)) return false;
  std::vector<isa::Uop> uops(loops.uops);
  for (isa::Uop& uop : uops) {
    uop.acc = program.random().below(kNamed);
    uop.inp = program.random().below(kNamed);
    uop.wgt = program.random().below(kNamed);
  }
  load_uops(program, 0, uops);
  isa::Gemm gemm = gemm_of(0, loops.uops);
  gemm.reset = reset ? 1 : 0;
  gemm.iter_out = loops.out;
  gemm.iter_in = loops.in;
  gemm.acc_factor_out = loops.in;
  gemm.acc_factor_in = gemm.inp_factor_in = gemm.wgt_factor_out = 1;
  append_all(program, {gemm});
  store_results(program, acc);
  return true;
}

/// Sums that follow each other in `entries` acc entries by turns: in the pipeline, those before may not be done.
bool fill_same_acc(LegalProgram& program, std::uint32_t entries) {
  constexpr std::uint32_t kTimes = 8;
  if (!fill_operands(program, entries, kTimes + entries, entries)) return false;
  std::vector<isa::Uop> uops;
  for (std::uint32_t entry = 0; entry < entries; ++entry) uops.push_back({entry, entry, entry});
  load_uops(program, 0, uops);
  isa::Gemm gemm = gemm_of(0, entries);
  gemm.iter_in = kTimes;
  gemm.inp_factor_in = 1;
  append_all(program, {gemm});
  store_results(program, entries);
  return true;
}

/// The last entries that a micro-op can name, from the last micro-ops that an instruction can.
bool fill_last(LegalProgram& program) {
  const isa::HardwareConfig& config = program.config();
  const auto last = [&](Buffer buffer, std::uint32_t most) {
    return std::min(static_cast<std::uint32_t>(config.depth(buffer)), most) - 1;
  };
  const isa::Uop uop = {last(Buffer::acc, 1 << 11), last(Buffer::inp, 1 << 11), last(Buffer::wgt, 1 << 10)};
  load_random(program, Buffer::acc, uop.acc, 1);
  load_random(program, Buffer::inp, uop.inp, 1);
  load_random(program, Buffer::wgt, uop.wgt, 1);
  const std::uint32_t begin = last(Buffer::uop, 1 << 13);
  load_uops(program, begin, {uop});
  append_all(program, {gemm_of(begin, 1)});
  store_written(program);
  return true;
}

}  // namespace

void add_gemm_cases(MicroSuite& suite) {
  for (const Loops& loops : kLoops) {
    for (const bool reset : {false, true}) {
      suite.add(fmt::format("gemm-{}uop-{}x{}{}", loops.uops, loops.out, loops.in, reset ? "-reset" : ""),
                [&](LegalProgram& program) { return fill_loops(program, loops, reset); });
    }
  }
  for (std::uint32_t entries = 1; entries <= 6; ++entries) {
    suite.add(fmt::format("gemm-same-acc-every-{}", entries),
              [&](LegalProgram& program) { return fill_same_acc(program, entries); });
  }
  suite.add("gemm-last-entries", fill_last);
}

}  // namespace vtasim::generate
