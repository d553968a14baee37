#include <fmt/format.h>

#include <array>

#include "sim/generate/micro_cases.h"
#include "sim/generate/program_parts.h"
#include "sim/generate/readout.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

/// Appends what leaves random vectors in out entries [0, count); false where there are not as many.
bool fill_out(LegalProgram& program, std::uint32_t count) {
  if (count > most_shown(Buffer::acc, program.config())) return false;
  load_random(program, Buffer::acc, 0, count);
  load_uops(program, 0, {alu_uop(0, 0, program.config())});
  isa::Alu alu = alu_of(isa::AluOp::add, 0, 1);
  alu.use_imm = 1;
  alu.dst_factor_in = alu.src_factor_in = 1;
  alu.iter_in = count;
  append_all(program, {alu});
  return true;
}

/// One STORE, its dram_base counted from the start of a burst.
void add_store(MicroSuite& suite, const std::string& name, isa::Store store) {
  suite.add(name, [&](LegalProgram& program) {
    if (!fill_out(program, store.sram_base + store.y_size * store.x_size)) return false;
    store.dram_base += program.add_room(store.dram_base + (store.y_size - 1) * store.x_stride + store.x_size);
    append_all(program, {store});
    return true;
  });
}

}  // namespace

void add_store_cases(MicroSuite& suite) {
  for (const std::uint32_t width :
       {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 16u, 17u, 31u, 64u, 65u, 100u, 127u, 128u, 129u, 200u, 256u, 500u}) {
    add_store(suite, fmt::format("store-x{}", width), row_store(0, 0, width));
  }
  for (const std::uint32_t width : {1u, 7u, 128u, 200u}) {
    for (const std::uint32_t offset : {1u, 3u, 5u}) {
      add_store(suite, fmt::format("store-x{}-dram{}", width, offset), row_store(0, offset, width));
      add_store(suite, fmt::format("store-x{}-sram{}", width, offset), row_store(offset, 0, width));
    }
  }
  constexpr std::array<std::uint32_t, 3> kShapes[] = {{2, 1, 1},   {2, 1, 2},     {2, 3, 8},     {5, 14, 14},
                                                      {5, 14, 56}, {14, 14, 112}, {3, 130, 140}, {16, 1, 129},
                                                      {6, 20, 21}, {2, 128, 128}};
  for (const auto& [rows, width, stride] : kShapes) {
    isa::Store store = row_store(0, 0, width);
    store.y_size = rows;
    store.x_stride = stride;
    add_store(suite, fmt::format("store-{}x{}-stride{}", rows, width, stride), store);
  }
  for (const std::uint32_t count : {2u, 3u, 6u}) {
    suite.add(fmt::format("stores-{}-back-to-back", count), [&](LegalProgram& program) {
      constexpr std::uint32_t kWidth = 10;
      if (!fill_out(program, count * kWidth)) return false;
      const std::uint32_t to = program.add_room(count * kWidth);
      for (std::uint32_t i = 0; i < count; ++i) {
        append_all(program, {row_store(i * kWidth, to + i * kWidth, kWidth)});
      }
      return true;
    });
  }
}

}  // namespace vtasim::generate
