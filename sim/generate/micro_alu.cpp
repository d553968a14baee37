#include <fmt/format.h>

#include "sim/generate/micro_cases.h"
#include "sim/generate/program_parts.h"
#include "sim/generate/readout.h"

namespace vtasim::generate {
namespace {

using isa::AluOp;
using isa::Buffer;

/// Loads random vectors to the first `count` acc entries; false where there are not as many.
bool fill_acc(LegalProgram& program, std::uint32_t count) {
  if (count > most_shown(Buffer::acc, program.config())) return false;
  load_random(program, Buffer::acc, 0, count);
  return true;
}

/// As many operations as the loops have, each on an entry of its own: the first on entry 0 and the one `count` behind.
bool fill_loops(LegalProgram& program, isa::Alu alu, std::uint32_t uops) {
  const std::uint32_t count = uops * alu.iter_out * alu.iter_in;
  if (!fill_acc(program, 2 * count)) return false;
  std::vector<isa::Uop> table;
  for (std::uint32_t u = 0; u < uops; ++u) table.push_back(alu_uop(u, count + u, program.config()));
  load_uops(program, 0, table);
  alu.uop_end = uops;
  alu.dst_factor_in = alu.src_factor_in = uops;
  alu.dst_factor_out = alu.src_factor_out = uops * alu.iter_in;
  append_all(program, {alu, row_store(0, program.add_room(count), count)});
  store_acc(program, 0, 2 * count, 0);
  return true;
}

isa::Alu loops_of(AluOp op, std::uint32_t out, std::uint32_t in) {
  isa::Alu alu = alu_of(op, 0, 1);
  alu.iter_out = out;
  alu.iter_in = in;
  return alu;
}

void add_operation(MicroSuite& suite, AluOp op) {
  constexpr std::uint32_t kCount = 16;
  const std::string_view name = to_string(op);
  suite.add(fmt::format("alu-{}-register", name),
            [&](LegalProgram& program) { return fill_loops(program, loops_of(op, 1, kCount), 1); });
  for (const int immediate : {0, 1, 5, 20, 127, 32767, -1, -7, -20, -128, -32768}) {
    suite.add(fmt::format("alu-{}-immediate{}", name, immediate), [&](LegalProgram& program) {
      isa::Alu alu = loops_of(op, 1, kCount);
      alu.use_imm = 1;
      alu.imm = static_cast<std::uint32_t>(immediate) & 0xffff;
      return fill_loops(program, alu, 1);
    });
  }
}

void add_loops(MicroSuite& suite) {
  struct Loops {
    std::uint32_t uops = 1;
    std::uint32_t out = 1;
    std::uint32_t in = 1;
  };
  constexpr Loops kLoops[] = {{1, 1, 1}, {1, 1, 2},  {1, 1, 3},  {1, 1, 4}, {1, 1, 5}, {1, 4, 1}, {1, 1, 10},
                              {2, 1, 1}, {1, 1, 50}, {16, 1, 2}, {9, 1, 1}, {3, 2, 5}, {9, 4, 4}};
  for (const Loops& loops : kLoops) {
    for (const bool immediate : {false, true}) {
      suite.add(
          fmt::format("alu-add-{}uop-{}x{}-{}", loops.uops, loops.out, loops.in, immediate ? "immediate" : "register"),
          [&](LegalProgram& program) {
            isa::Alu alu = loops_of(AluOp::add, loops.out, loops.in);
            alu.use_imm = immediate ? 1 : 0;
            alu.imm = 3;
            return fill_loops(program, alu, loops.uops);
          });
    }
  }
}

/// GEMMs (g), ALUs with an immediate (i) and with registers (r) behind each other, on the same entries.
void add_sequence(MicroSuite& suite, const std::string& letters) {
  suite.add("sequence-" + letters, [&](LegalProgram& program) {
    constexpr std::uint32_t kCount = 6;
    if (!fill_acc(program, 2 * kCount)) return false;
    load_random(program, Buffer::inp, 0, 1);
    load_random(program, Buffer::wgt, 0, 1);
    load_uops(program, 0, {{0, 0, 0}, alu_uop(0, kCount, program.config())});
    for (const char letter : letters) {
      if (letter == 'g') {
        isa::Gemm gemm = gemm_of(0, 1);
        gemm.iter_in = kCount;
        gemm.acc_factor_in = 1;
        append_all(program, {gemm});
      } else {
        isa::Alu alu = alu_of(AluOp::add, 1, 1);
        alu.use_imm = letter == 'i' ? 1 : 0;
        alu.imm = 3;
        alu.iter_in = kCount;
        alu.dst_factor_in = alu.src_factor_in = 1;
        append_all(program, {alu});
      }
    }
    store_written(program);
    store_acc(program, 0, 2 * kCount, 0);
    return true;
  });
}

}  // namespace

void add_alu_cases(MicroSuite& suite) {
  for (const AluOp op : {AluOp::min, AluOp::max, AluOp::add, AluOp::shr}) add_operation(suite, op);
  if (suite.config().alu_mul) add_operation(suite, AluOp::mul);
  add_loops(suite);
  for (const char* letters : {"gg", "gi", "ig", "ii", "gr", "rg", "rr", "ir", "ri", "gigi", "ggg", "iiii", "gir"}) {
    add_sequence(suite, letters);
  }
}

}  // namespace vtasim::generate
