#include "tests/compiler/support/gemm_operations.h"

#include <cstdint>
#include <variant>

namespace vtasim::compiler {

std::vector<GemmOperation> placed_operations(const UopTable& table, const isa::HardwareConfig& config) {
  std::vector<std::uint32_t> uops(static_cast<std::size_t>(config.uop_depth));
  std::vector<GemmOperation> operations;
  for (const isa::Instruction& instruction : table.place(0)) {
    if (const auto* load = std::get_if<isa::Load>(&instruction)) {
      for (std::uint32_t i = 0; i < load->x_size; ++i) uops[load->sram_base + i] = table.words()[load->dram_base + i];
      continue;
    }
    const auto& gemm = std::get<isa::Gemm>(instruction);
    for (std::uint32_t out = 0; out < gemm.iter_out; ++out) {
      for (std::uint32_t in = 0; in < gemm.iter_in; ++in) {
        for (std::uint32_t u = gemm.uop_begin; u < gemm.uop_end; ++u) {
          const isa::Uop uop = isa::decode_uop(uops[u]);
          operations.push_back({static_cast<int>(uop.acc + out * gemm.acc_factor_out + in * gemm.acc_factor_in),
                                static_cast<int>(uop.inp + out * gemm.inp_factor_out + in * gemm.inp_factor_in),
                                static_cast<int>(uop.wgt + out * gemm.wgt_factor_out + in * gemm.wgt_factor_in)});
        }
      }
    }
  }
  return operations;
}

}  // namespace vtasim::compiler
