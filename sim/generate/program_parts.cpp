#include "sim/generate/program_parts.h"

#include <stdexcept>

namespace vtasim::generate {

using isa::Buffer;

namespace {

void append_one(LegalProgram& program, const isa::Instruction& instruction) {
  if (!program.append(instruction)) throw std::logic_error("a generated program is not legal");
}

}  // namespace

isa::Load row_load(Buffer buffer, std::uint32_t from, std::uint32_t to, std::uint32_t width) {
  isa::Load load;
  load.buffer = static_cast<std::uint32_t>(buffer);
  load.dram_base = from;
  load.sram_base = to;
  load.y_size = 1;
  load.x_size = load.x_stride = width;
  return load;
}

isa::Store row_store(std::uint32_t from, std::uint32_t to, std::uint32_t width) {
  isa::Store store;
  store.buffer = static_cast<std::uint32_t>(Buffer::out);
  store.dram_base = to;
  store.sram_base = from;
  store.y_size = 1;
  store.x_size = store.x_stride = width;
  return store;
}

isa::Gemm gemm_of(std::uint32_t begin, std::uint32_t count) {
  isa::Gemm gemm;
  gemm.uop_begin = begin;
  gemm.uop_end = begin + count;
  gemm.iter_out = gemm.iter_in = 1;
  return gemm;
}

isa::Alu alu_of(isa::AluOp op, std::uint32_t begin, std::uint32_t count) {
  isa::Alu alu;
  alu.op = static_cast<std::uint32_t>(op);
  alu.uop_begin = begin;
  alu.uop_end = begin + count;
  alu.iter_out = alu.iter_in = 1;
  return alu;
}

isa::Uop alu_uop(std::uint32_t dst, std::uint32_t src, const isa::HardwareConfig& config) {
  const auto inp_depth = static_cast<std::uint32_t>(config.inp_depth);
  return {dst, src % inp_depth, src / inp_depth};
}

void append_all(LegalProgram& program, const std::vector<isa::Instruction>& instructions) {
  for (const isa::Instruction& instruction : instructions) append_one(program, instruction);
}

void load_random(LegalProgram& program, Buffer buffer, std::uint32_t begin, std::uint32_t count) {
  append_one(program, row_load(buffer, program.add_data(buffer, count), begin, count));
}

void load_uops(LegalProgram& program, std::uint32_t begin, const std::vector<isa::Uop>& uops) {
  append_one(program, row_load(Buffer::uop, program.add_uops(uops), begin, static_cast<std::uint32_t>(uops.size())));
}

void store_acc(LegalProgram& program, std::uint32_t begin, std::uint32_t count, std::uint32_t uop) {
  load_uops(program, uop, {alu_uop(begin, begin, program.config())});
  isa::Alu alu = alu_of(isa::AluOp::add, uop, 1);
  alu.use_imm = 1;
  alu.dst_factor_in = alu.src_factor_in = 1;
  alu.iter_in = count;
  append_one(program, alu);
  append_one(program, row_store(begin, program.add_room(count), count));
}

void store_written(LegalProgram& program) {
  for (const isa::ScratchpadRange& run : program.written().runs(Buffer::out)) {
    append_one(program, row_store(run.begin, program.add_room(run.count), run.count));
  }
}

}  // namespace vtasim::generate
