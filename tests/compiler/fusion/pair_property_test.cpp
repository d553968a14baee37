#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/fusion/pair_search.h"
#include "compiler/lanes/pixel_order.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/output_packing.h"
#include "compiler/packing/packing.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/search/window_candidates.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "isa/semantics.h"
#include "isa/validate.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/compiler/support/sample_pairs.h"
#include "tests/compiler/support/window_readers.h"
#include "tests/support/configurations.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

/// True once in `n`, small cases or large.
bool once_in(int n) {
  return *rc::gen::weightedElement<bool>({{static_cast<std::size_t>(n) - 1, false}, {std::size_t{1}, true}});
}

void choose_quantization(Layer& layer) {
  layer.bias = number(0, 3) != 0;
  layer.bias_entry = *rc::gen::element(BiasEntry::automatic, BiasEntry::alu, BiasEntry::load);
  layer.shift = number(0, 12);
  if (number(0, 3) == 0) {
    for (int o = 0; o < layer.out_channels; ++o) layer.shifts.push_back(number(0, 12));
  }
  layer.rounding = number(0, 1) == 0 ? Rounding::floor : Rounding::half_up;
  layer.clip_min = number(-128, 20);
  layer.clip_max = number(std::max(0, layer.clip_min), 127);
}

LayerPair random_pair() {
  LayerPair pair;
  Layer& depthwise = pair.depthwise;
  depthwise.name = "dw";
  depthwise.batch = number(1, 2);
  depthwise.channels = depthwise.groups = number(2, 40);
  depthwise.out_channels = depthwise.channels * number(1, 2);
  depthwise.height = number(1, 12);
  depthwise.width = number(1, 18);
  depthwise.pad_top = number(0, 2);
  depthwise.pad_bottom = number(0, 2);
  depthwise.pad_left = number(0, 2);
  depthwise.pad_right = number(0, 2);
  depthwise.kernel_h = number(1, std::min(4, depthwise.height + depthwise.pad_top + depthwise.pad_bottom));
  depthwise.kernel_w = number(1, std::min(4, depthwise.width + depthwise.pad_left + depthwise.pad_right));
  depthwise.stride_h = number(1, 2);
  depthwise.stride_w = number(1, 2);
  depthwise.input_zero_point = number(0, 3) == 0 ? number(-128, 127) : 0;
  choose_quantization(depthwise);
  if (number(0, 3) == 0) depthwise.bias_entry = BiasEntry::lane;
  if (once_in(16)) depthwise.requantization_pass = RequantizationPass::separate;
  Layer& pointwise = pair.pointwise;
  pointwise.name = "pw";
  pointwise.batch = depthwise.batch;
  pointwise.channels = depthwise.out_channels;
  pointwise.height = depthwise.out_height();
  pointwise.width = depthwise.out_width();
  pointwise.kernel_h = pointwise.kernel_w = 1;
  pointwise.out_channels = number(1, 48);
  pointwise.input_zero_point = number(0, 3) == 0 ? number(-128, 127) : 0;
  choose_quantization(pointwise);
  if (once_in(6)) pointwise.bias_entry = BiasEntry::lane;
  if (once_in(16)) pointwise.requantization_pass = RequantizationPass::separate;
  return pair;
}

/// What make_pair_mapping() says against a mapping; empty where it takes it.
std::string refusal(const std::string& name, const LayerPair& pair, const isa::HardwareConfig& config) {
  try {
    make_pair_mapping(name, pair, config);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

/// What no mapping of a pair can do, as the refusal of each begins; empty for nothing. A depthwise layer that the
/// mapping does not take is refused before its pointwise one.
std::string why_never(const LayerPair& pair) {
  for (const Layer& layer : {pair.depthwise, pair.pointwise}) {
    if (layer.requantization_pass == RequantizationPass::separate) {
      return fmt::format("layer {}: requantization.pass is separate", layer.name);
    }
  }
  // The host would have to write constants between its channels. Without a bias nothing has to enter.
  const bool lane = pair.pointwise.bias_entry == BiasEntry::lane && pair.pointwise.has_bias();
  return lane ? fmt::format("layer {}: bias_entry is \"lane\"", pair.pointwise.name) : "";
}

/// What is wrong with the refusals of a pair that is never taken: a mapping that takes it, or an error of another kind
/// where the mapping takes the pair apart from that.
std::string check_refused(const LayerPair& pair, const std::vector<std::string>& names,
                          const isa::HardwareConfig& config) {
  const std::string never = why_never(pair);
  LayerPair legal = pair;
  legal.pointwise.bias_entry = BiasEntry::automatic;
  const bool separate = never.find("separate") != std::string::npos;
  for (const std::string& name : names) {
    const std::string said = refusal(name, pair, config);
    if (said.empty()) return fmt::format("{} takes it, against: {}", name, never);
    const bool otherwise = !separate && !refusal(name, legal, config).empty();
    if (!otherwise && said.rfind(never, 0) != 0) return fmt::format("{}: {}, not: {}", name, said, never);
  }
  return "";
}

isa::HardwareConfig random_configuration() {
  const LogDepths depths{number(7, 11), number(8, 11), number(7, 10), number(8, 11)};
  isa::HardwareConfig config = configuration(number(3, 5), *rc::gen::element(64, 128, 512), depths, 256);
  config.alu_mul = true;
  return config;
}

/// Any of the programs that a search looks at: it stops at one that is said to take no time.
Evaluator any_program() {
  constexpr std::int64_t kLong = 1'000'000'000;
  return [](const isa::Program&) { return number(0, 5) == 0 ? 0 : kLong; };
}

std::string differences(const CompiledPair& compiled, const PairTensors& tensors, const isa::DramImage& dram,
                        const char* run) {
  for (std::size_t i = 0; i < compiled.expected.bytes.size(); ++i) {
    if (dram[compiled.expected.address + i] != compiled.expected.bytes[i]) {
      return fmt::format("{}: byte {} of the output is {}, expected {}", run, i, dram[compiled.expected.address + i],
                         compiled.expected.bytes[i]);
    }
  }
  return unpack_pair_output(compiled, dram).data == tensors.reference.data
             ? ""
             : fmt::format("{}: the unpacked output is not the reference's", run);
}

/// What is wrong with a program's notes: they change nothing, and the last layer alone stores the output.
std::string check_notes(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                        const isa::HardwareConfig& config) {
  isa::ProgramNotes notes;
  const BuiltPairProgram built = build_pair_program(mapping, plan, passes, config, {}, &notes);
  if (!(built.program.image() == build_pair_program(mapping, plan, passes, config).program.image())) {
    return "the program with notes is another";
  }
  if (notes.stages.size() != (mapping.transposition ? 3U : 2U)) return "the notes have not all stages";
  const std::vector<isa::Instruction> instructions = isa::instructions_of(built.program);
  if (notes.instructions.size() != instructions.size()) return "the notes are of another program";
  std::vector<std::uint32_t> tiles(notes.stages.size());  // That came last.
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const isa::ProgramNotes::Unit* unit = notes.unit_of(i);
    if (unit == nullptr) continue;
    if (unit->tile < tiles[unit->stage] || unit->tile > tiles[unit->stage] + 1) return "tiles are out of order";
    tiles[unit->stage] = unit->tile;
    const auto* store = std::get_if<isa::Store>(&instructions[i]);
    if (store == nullptr || store->x_size == 0) continue;
    const std::uint64_t address =
        isa::dram_address(*store, static_cast<std::uint64_t>(config.element_bytes(isa::Buffer::out)));
    if ((address >= built.output) != (unit->stage + 1 == notes.stages.size())) return "a STORE is another stage's";
  }
  return "";
}

/// What is wrong with a program of the pair; empty for nothing, or where the scratchpads hold none.
std::string check_pair(const LayerPair& pair, const PairMapping& mapping, const isa::HardwareConfig& config) {
  const PairTensors tensors = pair_tensors(pair);
  const PairPasses passes = pair_passes(pair, tensors);
  PairPlan plan;
  try {
    plan = search_pair(mapping, passes, config, SearchEffort::quick, any_program()).plan;
  } catch (const Error& error) {
    RC_TAG(std::string("too small"));
    return std::string(error.what()).find("do not hold a tile of both layers") == std::string::npos ? error.what() : "";
  }
  plan.first.skip_padding = number(0, 1) == 1;  // It takes no more room.
  RC_TAG(std::string(mapping.transposition ? "transposed" : "as it is"));
  for (const isa::Buffer buffer : {isa::Buffer::inp, isa::Buffer::wgt, isa::Buffer::acc}) {
    const bool apart =
        plan.first.partition.base(buffer) + plan.first.partition.size(buffer) <= plan.second.partition.base(buffer);
    if (!apart) return fmt::format("the layers' shares of {} overlap", to_string(buffer));
  }
  CompiledPair compiled;
  try {
    compiled = compile_pair(mapping, plan, passes, tensors, config);
  } catch (const Error& error) {
    const bool reaches = std::string(error.what()).find("does not fit the") == std::string::npos;
    return reaches ? error.what() : "";
  }
  const std::string wrong_notes = check_notes(mapping, plan, passes, config);
  if (!wrong_notes.empty()) return wrong_notes;
  const isa::DramImage dram = run_sequentially(validate(compiled.program, config), config, compiled.program.image());
  const std::string sequential = differences(compiled, tensors, dram, "sequential run");
  if (!sequential.empty()) return sequential;
  const machine::RunResult result = shared_machine().run(config, compiled.program);
  if (!result.problem.empty()) return "machine: " + result.problem;
  if (result.record.cycles < compiled.stats.bound()) {
    return fmt::format("machine: {} cycles are below the bound {}", result.record.cycles, compiled.stats.bound());
  }
  if (result.record.cycles < least_pair_cycles(mapping, passes, config)) {
    return fmt::format("machine: {} cycles are below those of any program, {}", result.record.cycles,
                       least_pair_cycles(mapping, passes, config));
  }
  return differences(compiled, tensors, shared_machine().dram(), "machine");
}

/// Checks a random pair by one of the mappings that `candidates_of(layer, configuration)` has for its depthwise layer.
template <typename CandidatesOf>
void check_one_of(CandidatesOf&& candidates_of) {
  const LayerPair pair = random_pair();
  const isa::HardwareConfig config = random_configuration();
  RC_LOG() << to_json(pair.depthwise).dump() << '\n' << to_json(pair.pointwise).dump() << '\n';
  RC_LOG() << to_json(config).dump() << '\n';
  const std::vector<RankedMapping> candidates = candidates_of(pair.depthwise, config);
  RC_PRE(!candidates.empty());
  const std::string name =
      candidates[static_cast<std::size_t>(number(0, static_cast<int>(candidates.size()) - 1))].mapping.name;
  RC_LOG() << name << '\n';
  if (!why_never(pair).empty()) {
    RC_TAG("refused: " + why_never(pair));
    RC_ASSERT(check_refused(pair, {name}, config) == "");
    return;
  }
  if (pair.pointwise.bias_entry == BiasEntry::lane) RC_TAG(std::string("lane without a bias"));
  RC_ASSERT(check_pair(pair, make_pair_mapping(name, pair, config), config) == "");
}

/// A pair whose pointwise layer leaves what `reader` reads.
LayerPair pair_before(const Layer& reader) {
  LayerPair pair = random_pair();
  Layer& depthwise = pair.depthwise;
  depthwise.batch = reader.batch;
  depthwise.pad_top = std::min(depthwise.pad_top, depthwise.kernel_h - 1);
  depthwise.pad_left = std::min(depthwise.pad_left, depthwise.kernel_w - 1);
  depthwise.pad_bottom = depthwise.pad_right = 0;
  depthwise.height = (reader.height - 1) * depthwise.stride_h + depthwise.kernel_h - depthwise.pad_top;
  depthwise.width = (reader.width - 1) * depthwise.stride_w + depthwise.kernel_w - depthwise.pad_left;
  depthwise.out_channels = depthwise.channels;
  depthwise.requantization_pass = RequantizationPass::fused;
  depthwise.shifts.resize(std::min(depthwise.shifts.size(), static_cast<std::size_t>(depthwise.out_channels)));
  if (depthwise.bias_entry == BiasEntry::lane) depthwise.bias_entry = BiasEntry::alu;
  Layer& pointwise = pair.pointwise;
  pointwise.batch = reader.batch;
  pointwise.channels = depthwise.out_channels;
  pointwise.height = reader.height;
  pointwise.width = reader.width;
  pointwise.out_channels = reader.channels;
  pointwise.shifts.clear();
  pointwise.requantization_pass = RequantizationPass::fused;
  if (pointwise.bias_entry == BiasEntry::lane) pointwise.bias_entry = BiasEntry::load;
  return pair;
}

}  // namespace

TEST_CASE("any pair computes the reference in every mapping that takes it") {
  rc::prop("random pairs and configurations", [] {
    const LayerPair pair = random_pair();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(pair.depthwise).dump() << '\n' << to_json(pair.pointwise).dump() << '\n';
    RC_LOG() << to_json(config).dump() << '\n';
    if (!why_never(pair).empty()) {
      RC_TAG("refused: " + why_never(pair));
      RC_ASSERT(pair_mappings(pair, config).empty());
      RC_ASSERT(check_refused(pair, mapping_names(), config) == "");
      return;
    }
    const std::vector<PairMapping> mappings = pair_mappings(pair, config);
    RC_PRE(!mappings.empty());
    const PairMapping& mapping = mappings[static_cast<std::size_t>(number(0, static_cast<int>(mappings.size()) - 1))];
    RC_LOG() << mapping.first.name << '\n';
    if (pair.pointwise.bias_entry == BiasEntry::lane) RC_TAG(std::string("lane without a bias"));
    RC_ASSERT(check_pair(pair, mapping, config) == "");
  });
}

TEST_CASE("any pair computes the reference in rectangles") {
  rc::prop("random pairs and configurations",
           [] { check_one_of([](const auto&... of) { return rectangle_candidates(of..., 4, 8); }); });
}

TEST_CASE("any pair computes the reference in windows that lie in parts") {
  rc::prop("random pairs and configurations",
           [] { check_one_of([](const auto&... of) { return window_candidates(of..., 4, 24, WindowDeals::parts); }); });
}

TEST_CASE("any pair computes the reference with pixels in the order in which they are made") {
  rc::prop("random pairs and configurations", [] {
    const LayerPair pair = random_pair();
    const isa::HardwareConfig config = random_configuration();
    RC_PRE(why_never(pair).empty());
    RC_LOG() << to_json(pair.depthwise).dump() << '\n' << to_json(pair.pointwise).dump() << '\n';
    RC_LOG() << to_json(config).dump() << '\n';
    const std::vector<RankedMapping> candidates = window_candidates(pair.depthwise, config, 4, 24, WindowDeals::parts);
    RC_PRE(!candidates.empty());
    const Mapping& first =
        candidates[static_cast<std::size_t>(number(0, static_cast<int>(candidates.size()) - 1))].mapping;
    RC_LOG() << first.name << '\n';
    const PairMapping mapping = make_pair_mapping(first, pair, config, nullptr, PixelOrder::as_made);
    const PairMapping in_rows = make_pair_mapping(first, pair, config);
    RC_ASSERT(check_pair(pair, mapping, config) == "");
    // What it leaves lies in the same places.
    const Tensor8 output = pair_tensors(pair).reference;
    RC_ASSERT(pack_output(mapping.pointwise, mapping.second, config, output, {}) ==
              pack_output(in_rows.pointwise, in_rows.second, config, output, {}));
    if (mapping.second.nest.stored.empty()) return;  // Of vectors of several channels pixels have one order.
    // Or in any others: here row by row from the last to the first.
    std::vector<Pixel> order = pixels_by_rows(output.h, output.w);
    std::reverse(order.begin(), order.end());
    const PairMapping reversed = make_pair_mapping(first, pair, config, order);
    RC_ASSERT(check_pair(pair, reversed, config) == "");
    const std::vector<std::uint8_t> left = pack_output(reversed.pointwise, reversed.second, config, output, {});
    const Shape shape{output.n, output.c, output.h, output.w};
    RC_ASSERT(taken_out(shape, pixel_layout(shape, config.block, order), left.data()).data == output.data);
  });
}

TEST_CASE("any pair leaves what the layer behind it reads by windows, byte by byte") {
  rc::prop("random pairs, readers and configurations", [] {
    const isa::HardwareConfig config = random_configuration();
    const auto reader = random_reader(config, number(1, 20), number(1, 2));
    RC_PRE(reader.has_value());
    const LayerPair pair = pair_before(reader->layer);
    RC_LOG() << to_json(pair.depthwise).dump() << '\n' << to_json(pair.pointwise).dump() << '\n';
    RC_LOG() << to_json(reader->layer).dump() << '\n' << reader->windows.name << '\n' << to_json(config).dump() << '\n';
    std::vector<RankedMapping> candidates = window_candidates(pair.depthwise, config, 4, 24, WindowDeals::parts);
    RC_PRE(!candidates.empty());
    const Mapping& first =
        candidates[static_cast<std::size_t>(number(0, static_cast<int>(candidates.size()) - 1))].mapping;
    RC_LOG() << first.name << '\n';
    const PairMapping mapping = make_pair_mapping(first, pair, config, &*reader);
    RC_ASSERT(check_pair(pair, mapping, config) == "");
    const Tensor8 output = pair_tensors(pair).reference;
    RC_ASSERT(pack_output(mapping.pointwise, mapping.second, config, output, {}) ==
              pack_activation(reader->layer, reader->windows, config, output));
  });
}

}  // namespace vtasim::compiler
