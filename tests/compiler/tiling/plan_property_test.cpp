#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "compiler/tiling/tiling_candidates.h"
#include "compiler/workload/layer_file.h"
#include "isa/instruction_stream.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

Layer random_layer() {
  Layer layer;
  layer.name = "random";
  const bool depthwise = number(0, 1) == 1;
  layer.batch = number(1, 2);
  layer.channels = number(1, 100);
  layer.groups = depthwise ? layer.channels : 1;
  layer.out_channels = depthwise ? layer.channels : number(1, 100);
  layer.height = number(3, 16);
  layer.width = number(3, 16);
  layer.kernel_h = layer.kernel_w = *rc::gen::element(1, 3);
  layer.stride_h = number(1, 2);
  layer.stride_w = number(1, 2);
  layer.pad_top = layer.pad_bottom = number(0, 1);
  layer.pad_left = layer.pad_right = number(0, 1);
  layer.bias = number(0, 1) == 1;
  layer.bias_entry = *rc::gen::element(BiasEntry::alu, BiasEntry::load);
  layer.requantization_pass = number(0, 4) == 0 ? RequantizationPass::separate : RequantizationPass::fused;
  layer.shift = number(0, 10);
  if (number(0, 3) == 0) layer.residual_shift = number(0, kLargestResidualShift);
  if (number(0, 2) == 0) {
    for (int channel = 0; channel < layer.out_channels; ++channel) layer.shifts.push_back(number(5, 7));
  }
  return layer;
}

/// A plan with each thing chosen by itself, made smaller until it fits.
std::optional<TilingPlan> random_plan(const LoopNest& nest, const isa::HardwareConfig& config) {
  const TilingCandidates candidates(nest, ScratchpadPartition::whole(config));
  const std::vector<int> steps = candidates.step_sizes();
  TilingPlan plan;
  plan.taps_per_step = steps[static_cast<std::size_t>(number(0, static_cast<int>(steps.size()) - 1))];
  plan.activation_buffers = number(1, 4);
  plan.filter_buffers = number(1, 4);
  plan.acc_buffers = number(1, 3);
  plan.head = number(0, 3);
  plan.tail = number(0, 3);
  plan.store_parts = number(1, 5);
  plan.last_store_parts = number(1, 9);
  plan.filters_per_load = number(0, 1) == 0 ? 1 : number(1, 30);
  plan.skip_padding = number(0, 1) == 1;
  TileShape& shape = plan.shape;
  shape = {number(1, nest.groups()), number(1, nest.filters_per_group), number(1, nest.rows), number(1, nest.cols),
           all_loop_orders()[static_cast<std::size_t>(number(0, 119))]};
  for (int i = 0; i < 20; ++i) {
    if (shape.groups > 1) shape.filters_per_group = nest.filters_per_group;
    if (candidates.fits(plan)) return plan;
    plan.filters_per_load = (plan.filters_per_load + 1) / 2;
    int& extent = shape.groups > 1              ? shape.groups
                  : shape.filters_per_group > 1 ? shape.filters_per_group
                  : shape.rows > 1              ? shape.rows
                                                : shape.cols;
    extent = (extent + 1) / 2;
  }
  return std::nullopt;
}

/// A layer, one of its mappings and a plan that fits.
struct Planned {
  Layer layer;
  isa::HardwareConfig config;
  std::string name;
  Mapping mapping;
  Tiling tiling;
};

Planned random_planned() {
  Planned planned;
  planned.layer = random_layer();
  planned.config = configuration(4, *rc::gen::element(64, 512), {11, 11, number(6, 10), number(7, 11)});
  std::vector<std::string> names;
  for (const char* name :
       {"diagonal", "swapped", "swapped 4x4 step 4x2", "patches", "direct", "im2col", "channel-padding"}) {
    if (applicable(name, planned.layer, planned.config)) names.emplace_back(name);
  }
  RC_PRE(!names.empty());
  planned.name = *rc::gen::elementOf(names);
  planned.mapping = make_mapping(planned.name, planned.layer, planned.config);
  const std::optional<TilingPlan> plan = random_plan(planned.mapping.nest, planned.config);
  RC_PRE(plan.has_value());
  RC_TAG(planned.name);
  RC_LOG() << to_json(planned.layer).dump() << '\n' << planned.name << '\n';
  planned.tiling = tiling_of(planned.mapping.nest, *plan);
  return planned;
}

/// The purposes that an instruction may have.
bool may_be(const isa::Instruction& instruction, isa::Purpose purpose) {
  using isa::Purpose;
  if (const auto* load = std::get_if<isa::Load>(&instruction)) {
    if (load->x_size == 0) return purpose == Purpose::tokens;
    if (static_cast<isa::Buffer>(load->buffer) == isa::Buffer::uop) return purpose == Purpose::micro_ops;
    // Shifts by channel are loaded when they are asked for.
    if (static_cast<isa::Buffer>(load->buffer) == isa::Buffer::acc && purpose == Purpose::requantization) return true;
    return purpose == Purpose::bias || purpose == Purpose::filter || purpose == Purpose::activation;
  }
  if (const auto* store = std::get_if<isa::Store>(&instruction)) {
    return purpose == (store->x_size == 0 ? Purpose::tokens : Purpose::store);
  }
  if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) {
    return purpose == Purpose::bias || (gemm->reset == 0 && purpose == Purpose::products);
  }
  if (std::holds_alternative<isa::Alu>(instruction)) {
    // Products of digits are shifted between them.
    return purpose == Purpose::bias || purpose == Purpose::requantization || purpose == Purpose::products;
  }
  return purpose == Purpose::tokens;
}

/// Out vectors of a unit's tile.
std::int64_t vectors_of(const isa::ProgramNotes::Unit& unit, const LoopNest& nest) {
  std::map<std::string_view, std::int64_t> counts = {{"image", nest.images},
                                                     {"group", nest.groups()},
                                                     {"filter", nest.filters_per_group},
                                                     {"row", nest.rows},
                                                     {"col", nest.cols}};
  std::int64_t vectors = nest.vectors_per_position;
  for (const isa::LoopRange& range : unit.loops) counts[range.loop] = range.count;
  for (const char* loop : {"image", "group", "filter", "row", "col"}) vectors *= counts.at(loop);
  return vectors;
}

}  // namespace

TEST_CASE("any plan that fits computes the reference") {
  rc::prop("random layers, mappings and plans", [] {
    const Planned planned = random_planned();
    RC_ASSERT(check_compiled(planned.layer, planned.name, planned.config, &planned.tiling) == "");
  });
}

TEST_CASE("notes say what is stored of a tile, and change nothing") {
  rc::prop("random layers, mappings and plans", [] {
    const Planned planned = random_planned();
    const LoopNest& nest = planned.mapping.nest;
    const std::vector<AluPass> passes = requantization_passes(planned.layer, random_tensors(planned.layer));
    isa::ProgramNotes notes;
    const isa::Program program =
        build_program(planned.layer, planned.mapping, planned.tiling, passes, planned.config, {}, &notes).program;
    const isa::Program plain =
        build_program(planned.layer, planned.mapping, planned.tiling, passes, planned.config).program;
    RC_ASSERT(program.image() == plain.image());
    RC_ASSERT(program.insn_count == plain.insn_count);

    const std::vector<isa::Instruction> instructions = isa::instructions_of(program);
    RC_ASSERT(notes.instructions.size() == instructions.size());
    std::map<std::uint32_t, std::int64_t> stored;  // By tile.
    std::map<std::uint32_t, std::int64_t> expected;
    for (std::size_t i = 0; i < instructions.size(); ++i) {
      const isa::ProgramNotes::Note& note = notes.instructions[i];
      RC_ASSERT(may_be(instructions[i], note.purpose));
      const isa::ProgramNotes::Unit* unit = notes.unit_of(i);
      if (unit == nullptr) continue;
      RC_ASSERT(unit->stage < notes.stages.size());
      RC_ASSERT(unit->tile < unit->tiles);
      for (const isa::LoopRange& range : unit->loops) {
        RC_ASSERT(range.first >= 0 && range.count > 0 && range.first + range.count <= range.of);
      }
      if (note.purpose != isa::Purpose::store || unit->stage != 0) continue;
      const auto& store = std::get<isa::Store>(instructions[i]);
      stored[unit->tile] += std::int64_t{store.x_size} * store.y_size;
      expected[unit->tile] = vectors_of(*unit, nest) * std::max(1, stored_digits(passes));
    }
    RC_ASSERT(stored == expected);
    RC_ASSERT(stored.size() == planned.tiling.tiles.size());
  });
}

}  // namespace vtasim::compiler
