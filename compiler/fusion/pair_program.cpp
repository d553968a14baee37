#include "compiler/fusion/pair_program.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/loop_nest_stage.h"
#include "compiler/codegen/note_taker.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/fusion/interleave.h"
#include "compiler/lanes/constant_tiles.h"
#include "compiler/lanes/operand_bytes.h"
#include "compiler/packing/out_elements.h"
#include "compiler/packing/output_packing.h"
#include "compiler/packing/packing.h"
#include "compiler/program/compile.h"
#include "compiler/program/compile_stats.h"
#include "compiler/program/program_image.h"
#include "compiler/program/stats.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

std::string pair_name(const PairMapping& mapping) {
  return fmt::format("{}+{}, mapping {}", mapping.depthwise.name, mapping.pointwise.name, mapping.first.name);
}

/// Puts a program together: tensors get their places, stages are interleaved.
class PairProgramBuilder {
 public:
  PairProgramBuilder(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                     const isa::HardwareConfig& config, const Placement& placement, NoteTaker* notes)
      : mapping_(mapping),
        plan_(plan),
        passes_(passes),
        config_(config),
        placement_(placement),
        layout_(config, pair_name(mapping), placement.begin),
        first_(banded_tiling(mapping.first.nest, plan.first)),
        second_(tiling_of(mapping.reading, plan.second)),
        notes_(notes),
        sequence_(config, notes) {}

  BuiltPairProgram run(isa::ProgramNotes* notes) {
    place_tensors();
    for (const InterleavedUnit& interleaved : interleave(stages_, plan_.lead)) {
      if (notes_ != nullptr) notes_->begin_stage(interleaved.stage);
      stages_[interleaved.stage]->emit(interleaved.unit);
    }
    isa::Program& program = built_.program;
    program.name = fmt::format("{}+{}-{}", mapping_.depthwise.name, mapping_.pointwise.name, mapping_.first.name);
    program.config = config_.name;
    const std::vector<isa::Instruction> instructions = complete_program(sequence_, config_, layout_, program);
    fill_stats(instructions);
    if (notes_ != nullptr) *notes = notes_->notes_of(instructions);
    return std::move(built_);
  }

 private:
  void place_tensors() {
    const LoopNest& first = mapping_.first.nest;
    const LoopNest& second = mapping_.reading;
    check_strides(first, pair_name(mapping_));
    check_strides(second, pair_name(mapping_));
    BuiltPairProgram& a = built_;
    a.activation = layout_.allocate_unless(placement_.activation, activation_bytes(first, config_), first.activation());
    a.depthwise.filter = layout_.allocate(filter_bytes(first, config_), first.filter());
    a.depthwise.bias_and_shifts = layout_.allocate(bias_and_shift_bytes(first, config_), isa::Buffer::acc);
    a.pointwise.filter = layout_.allocate(filter_bytes(second, config_), second.filter());
    a.pointwise.bias_and_shifts = layout_.allocate(bias_and_shift_bytes(second, config_), isa::Buffer::acc);
    DramBases bases;
    bases.activation = element_at(a.activation, first.activation(), config_);
    bases.filter = element_at(a.depthwise.filter, first.filter(), config_);
    bases.bias_and_shifts = element_at(a.depthwise.bias_and_shifts, isa::Buffer::acc, config_);
    std::uint64_t read = 0;
    if (mapping_.transposition) {
      a.between = layout_.allocate(tile_bytes(), isa::Buffer::wgt);
      bases.filters_side_by_side = config_.block;
      bases.output = element_at(a.between, isa::Buffer::out, config_);
      add_nest(first, first_, passes_.depthwise, bases);
      read = add_transposition();
    } else {
      read = a.between = layout_.allocate(activation_bytes(second, config_), second.activation());
      bases.output = element_at(a.between, isa::Buffer::out, config_);
      add_nest(first, first_, passes_.depthwise, bases);
    }
    a.output = layout_.allocate_unless(placement_.output, output_bytes(second, config_), isa::Buffer::out);
    DramBases pointwise;
    pointwise.activation = element_at(read, second.activation(), config_);
    pointwise.filter = element_at(a.pointwise.filter, second.filter(), config_);
    pointwise.bias_and_shifts = element_at(a.pointwise.bias_and_shifts, isa::Buffer::acc, config_);
    pointwise.output = element_at(a.output, isa::Buffer::out, config_);
    add_nest(second, second_, passes_.pointwise, pointwise);
  }

  void add_nest(const LoopNest& nest, const Tiling& tiling, const std::vector<AluPass>& passes,
                const DramBases& bases) {
    stages_.push_back(std::make_unique<LoopNestStage>(nest, tiling, config_, passes, bases, sequence_));
  }

  /// Bytes of the depthwise output as wgt tiles, blocks of filters that are not full included.
  std::int64_t tile_bytes() const {
    const LoopNest& nest = mapping_.first.nest;
    const std::int64_t blocks = ceil_div(nest.filters, config_.block);
    return output_bytes(nest, config_) / nest.filters * blocks * config_.block;
  }

  /// Where the transposed vectors lie.
  std::uint64_t add_transposition() {
    const std::uint64_t columns =
        layout_.allocate(std::int64_t{config_.block} * config_.element_bytes(isa::Buffer::inp), isa::Buffer::inp);
    add_region(built_.program, columns, diagonal_tile(config_.block, 1));  // Row i has a 1 in lane i.
    const std::uint64_t pixels =
        layout_.allocate(activation_bytes(mapping_.reading, config_), mapping_.reading.activation());
    const TransposeBases bases{element_at(built_.between, isa::Buffer::wgt, config_),
                               element_at(columns, isa::Buffer::inp, config_),
                               element_at(pixels, isa::Buffer::out, config_)};
    const LoopNest& first = mapping_.first.nest;
    stages_.push_back(std::make_unique<TransposeStage>(*mapping_.transposition, first.images, first.filters,
                                                       plan_.transposition, config_, bases, sequence_));
    return pixels;
  }

  void fill_stats(const std::vector<isa::Instruction>& instructions) {
    CompileStats& stats = built_.stats;
    const LoopNest& first = mapping_.first.nest;
    const LoopNest& second = mapping_.reading;
    stats.useful_macs = mapping_.useful_macs;
    count_instructions(instructions, built_.program.insn_addr, config_, stats);
    stats.packed_bytes = mapping_.first.host_packed ? activation_bytes(first, config_) : 0;
    stats.packed_weight_bytes = filter_bytes(first, config_) + bias_and_shift_bytes(first, config_) +
                                filter_bytes(second, config_) + bias_and_shift_bytes(second, config_) +
                                sequence_.bytes();
    stats.dram_bytes = static_cast<std::int64_t>(built_.program.dram_bytes);
  }

  const PairMapping& mapping_;
  const PairPlan& plan_;
  const PairPasses& passes_;
  const isa::HardwareConfig& config_;
  const Placement placement_;
  DramLayout layout_;
  const Tiling first_;
  const Tiling second_;
  NoteTaker* const notes_;
  UopTable sequence_;
  std::vector<std::unique_ptr<Stage>> stages_;
  BuiltPairProgram built_;
};

}  // namespace

BuiltPairProgram build_pair_program(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                                    const isa::HardwareConfig& config, const Placement& placement,
                                    isa::ProgramNotes* notes) {
  std::vector<std::string> stages = {mapping.depthwise.name, mapping.pointwise.name};
  if (mapping.transposition) stages.insert(stages.begin() + 1, "transposition");
  NoteTaker taker(std::move(stages));
  return PairProgramBuilder(mapping, plan, passes, config, placement, notes == nullptr ? nullptr : &taker).run(notes);
}

void add_pair_weights(const PairMapping& mapping, const LayerTensors& depthwise, const LayerTensors& pointwise,
                      const isa::HardwareConfig& config, BuiltPairProgram& built) {
  LayerTensors ordered;
  ordered.weights = ordered_weights(mapping, pointwise.weights);
  ordered.bias = pointwise.bias;
  add_weights(mapping.depthwise, depthwise, mapping.first, config, built.depthwise, built.program);
  add_weights(mapping.pointwise, ordered, mapping.second, config, built.pointwise, built.program);
}

CompiledPair compile_pair(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                          const PairTensors& tensors, const isa::HardwareConfig& config) {
  BuiltPairProgram built = build_pair_program(mapping, plan, passes, config);
  add_region(built.program, built.activation,
             pack_activation(mapping.depthwise, mapping.first, config, tensors.depthwise.input));
  add_pair_weights(mapping, tensors.depthwise, tensors.pointwise, config, built);
  CompiledPair compiled{mapping, std::move(built.program), built.stats, {}};
  compiled.expected = {built.output, pack_output(mapping.pointwise, mapping.second, config, tensors.reference,
                                                 folded_bias(mapping.pointwise, tensors.pointwise))};
  return compiled;
}

Tensor8 unpack_pair_output(const CompiledPair& compiled, const isa::DramImage& dram) {
  const PairMapping& mapping = compiled.mapping;
  return unpack_output_tensor(mapping.pointwise, mapping.second, dram.data() + compiled.expected.address);
}

}  // namespace vtasim::compiler
