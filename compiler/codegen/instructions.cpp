#include "compiler/codegen/instructions.h"

namespace vtasim::compiler {

isa::Load make_load(isa::Buffer buffer, int sram, std::uint32_t dram, const DramRows& data, const Padding& padding) {
  const bool rows_touch = data.cols == data.pitch && padding.left + padding.right == 0;
  const bool one_row = data.rows == 1 || (rows_touch && padding.top + padding.bottom == 0);
  isa::Load load;
  load.buffer = static_cast<std::uint32_t>(buffer);
  load.sram_base = field(sram);
  load.dram_base = dram;
  load.y_size = one_row ? 1 : field(data.rows);
  load.x_size = one_row ? field(data.rows * data.cols) : field(data.cols);
  load.x_stride = one_row ? load.x_size : field(data.pitch);
  load.y_pad_0 = field(padding.top);
  load.y_pad_1 = field(padding.bottom);
  load.x_pad_0 = field(padding.left);
  load.x_pad_1 = field(padding.right);
  return load;
}

isa::Store make_store(int sram, std::uint32_t dram, const DramRows& data) {
  isa::Store store;
  store.buffer = static_cast<std::uint32_t>(isa::Buffer::out);
  store.sram_base = field(sram);
  store.dram_base = dram;
  store.y_size = field(data.rows);
  store.x_size = field(data.cols);
  store.x_stride = data.rows == 1 ? store.x_size : field(data.pitch);
  return store;
}

}  // namespace vtasim::compiler
