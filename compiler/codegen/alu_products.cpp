#include "compiler/codegen/alu_products.h"

#include "compiler/codegen/instructions.h"

namespace vtasim::compiler {
namespace {

/// Two loops over entries of acc.
struct Loop {
  int count = 1;
  int dst = 0;
  int src = 0;
};

void append_alu(isa::AluOp op, bool immediate, int dst, int src, Loop out, Loop in, UopTable& program) {
  isa::Alu alu;
  alu.op = static_cast<std::uint32_t>(op);
  alu.use_imm = immediate ? 1 : 0;
  alu.iter_out = field(out.count);
  alu.iter_in = field(in.count);
  alu.dst_factor_out = out.count > 1 ? field(out.dst) : 0;
  alu.src_factor_out = out.count > 1 ? field(out.src) : 0;
  alu.dst_factor_in = in.count > 1 ? field(in.dst) : 0;
  alu.src_factor_in = in.count > 1 ? field(in.src) : 0;
  program.append(alu, {encode(isa::Uop{field(dst), field(src), 0})});
}

}  // namespace

void append_products(const LoopNest& nest, const Tile& tile, const Window& window, const ProductEntries& entries,
                     UopTable& program) {
  const int plane = tile.rows * tile.cols;
  const int taps = static_cast<int>(nest.taps.size());
  const int origin_row = tile.row * nest.stride_rows - nest.pad_rows - window.row;
  const int origin_col = tile.col * nest.stride_cols - nest.pad_cols - window.col;
  for (int t = 0; t < taps; ++t) {
    const Tap& tap = nest.taps[static_cast<std::size_t>(t)];
    const int element = (origin_row + tap.dy) * window.cols + origin_col + tap.dx;
    for (int f = 0; f < tile.filters(); ++f) {
      const int group = f / tile.filters_per_group;
      append_alu(isa::AluOp::add, true, entries.products + f * plane,
                 entries.activation + group * window.elements() + element,
                 {tile.rows, tile.cols, nest.stride_rows * window.cols}, {tile.cols, 1, nest.stride_cols}, program);
    }
    append_alu(isa::AluOp::mul, false, entries.products, entries.filter + t, {tile.filters(), plane, taps},
               {plane, 1, 0}, program);
    append_alu(isa::AluOp::add, false, entries.sums, entries.products, {1, 0, 0}, {tile.vectors(), 1, 1}, program);
  }
}

}  // namespace vtasim::compiler
