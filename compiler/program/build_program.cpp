#include "compiler/program/build_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/note_taker.h"
#include "compiler/codegen/separate_requantization.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/bias_product.h"
#include "compiler/lanes/constant_tiles.h"
#include "compiler/lanes/operand_bytes.h"
#include "compiler/lanes/refused.h"
#include "compiler/program/compile_stats.h"
#include "compiler/program/dram_layout.h"
#include "compiler/program/program_image.h"
#include "compiler/program/stats.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

void allocate_tensors(const LoopNest& nest, const isa::HardwareConfig& config, const Placement& placement,
                      DramLayout& layout, BuiltProgram& built) {
  built.activation = layout.allocate_unless(placement.activation, activation_bytes(nest, config), nest.activation());
  built.filter = layout.allocate(filter_bytes(nest, config), nest.filter());
  built.bias_and_shifts = layout.allocate(bias_and_shift_bytes(nest, config), isa::Buffer::acc);
  built.bias_digits = layout.allocate(bias_digit_bytes(nest, config), isa::Buffer::inp);
  built.bias_constants = layout.allocate(bias_constant_bytes(nest, config), isa::Buffer::wgt);
  built.residual = layout.allocate_unless(placement.residual, residual_bytes(nest, config), isa::Buffer::inp);
  built.constants = layout.allocate(constant_tile_bytes(nest, config), isa::Buffer::wgt);
  built.output = layout.allocate_unless(placement.output, output_bytes(nest, config), isa::Buffer::out);
}

DramBases bases_of(const BuiltProgram& built, const LoopNest& nest, const isa::HardwareConfig& config) {
  DramBases bases;
  bases.activation = element_at(built.activation, nest.activation(), config);
  bases.filter = element_at(built.filter, nest.filter(), config);
  bases.bias_and_shifts = element_at(built.bias_and_shifts, isa::Buffer::acc, config);
  bases.bias_digits = element_at(built.bias_digits, isa::Buffer::inp, config);
  bases.bias_constants = element_at(built.bias_constants, isa::Buffer::wgt, config);
  bases.residual = element_at(built.residual, isa::Buffer::inp, config);
  bases.constants = element_at(built.constants, isa::Buffer::wgt, config);
  bases.output = element_at(built.output, isa::Buffer::out, config);
  return bases;
}

std::vector<std::string> stages_of(const Layer& layer, const std::vector<AluPass>& passes) {
  if (stored_digits(passes) == 0) return {layer.name};
  return {layer.name, "second pass"};
}

}  // namespace

void check_strides(const LoopNest& nest, const std::string& what) {
  for (const auto& [name, value] : {std::pair{"activation", nest.plane_cols}, {"output", nest.cols}}) {
    if (value > isa::kLargestStride) {
      throw Refused(fmt::format("{}: a row of the {} has {} vectors; the x_stride field holds at most {}", what, name,
                                value, isa::kLargestStride));
    }
  }
}

BuiltProgram build_program(const Layer& layer, const Mapping& mapping, const Tiling& tiling,
                           const std::vector<AluPass>& passes, const isa::HardwareConfig& config,
                           const Placement& placement, isa::ProgramNotes* notes) {
  const LoopNest& nest = mapping.nest;
  const std::string what = fmt::format("layer {}, mapping {}", layer.name, mapping.name);
  check_strides(nest, what);
  DramLayout layout(config, what, placement.begin);
  BuiltProgram built;
  allocate_tensors(nest, config, placement, layout, built);
  DramBases bases = bases_of(built, nest, config);
  if (const int count = stored_digits(passes); count > 0) {
    const std::uint64_t digits = layout.allocate(digit_bytes(nest, config, count), isa::Buffer::inp);
    const std::uint64_t identity = layout.allocate(config.element_bytes(isa::Buffer::wgt), isa::Buffer::wgt);
    add_region(built.program, identity, diagonal_tile(config.block, 1));
    bases.digits = element_at(digits, isa::Buffer::inp, config);
    bases.identity = element_at(identity, isa::Buffer::wgt, config);
  }
  add_region(built.program, built.constants, constant_tiles(nest, config.block));
  std::optional<NoteTaker> taker;
  if (notes != nullptr) taker.emplace(stages_of(layer, passes));
  const UopTable sequence = lower(nest, tiling, config, passes, bases, taker ? &*taker : nullptr);

  isa::Program& program = built.program;
  program.name = fmt::format("{}-{}{}", layer.name, mapping.name, stored_digits(passes) > 0 ? "-separate" : "");
  program.config = config.name;
  const std::vector<isa::Instruction> instructions = complete_program(sequence, config, layout, program);
  if (taker) *notes = taker->notes_of(instructions);

  CompileStats& stats = built.stats;
  stats.useful_macs = nest.maximum ? 0 : layer.macs();
  const auto is_clamp = [](const AluPass& pass) { return pass.op == isa::AluOp::min || pass.op == isa::AluOp::max; };
  stats.clamps_left_out = 2 - static_cast<int>(std::count_if(passes.begin(), passes.end(), is_clamp));
  count_instructions(instructions, program.insn_addr, config, stats);
  stats.packed_bytes = mapping.host_packed ? activation_bytes(nest, config) : 0;
  stats.packed_weight_bytes = filter_bytes(nest, config) + bias_and_shift_bytes(nest, config) +
                              bias_digit_bytes(nest, config) + bias_constant_bytes(nest, config) +
                              constant_tile_bytes(nest, config) + sequence.bytes();
  stats.dram_bytes = static_cast<std::int64_t>(program.dram_bytes);
  return built;
}

void check_sizes(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config) {
  const std::string what = fmt::format("layer {}, mapping {}", layer.name, mapping.name);
  check_strides(mapping.nest, what);
  DramLayout layout(config, what);
  BuiltProgram unused;
  allocate_tensors(mapping.nest, config, {}, layout, unused);
  const int least = least_acc_entries(mapping.nest);
  if (least > isa::addressable_depth(isa::Buffer::acc, config)) {
    throw Refused(fmt::format("{}: out vectors, their bias and shifts need {} acc entries at least; {} has {}", what,
                              least, config.name, isa::addressable_depth(isa::Buffer::acc, config)));
  }
}

}  // namespace vtasim::compiler
