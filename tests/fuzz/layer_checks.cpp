#include "tests/fuzz/layer_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/program/compile.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/reference.h"
#include "sim/experiment/run_difference.h"
#include "sim/experiment/verification.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/support/estimated_compile.h"

namespace vtasim {

bool small_layer(const compiler::Layer& layer) {
  constexpr std::int64_t kMostMacs = 100'000;
  constexpr std::int64_t kMostElements = 20'000;
  const std::int64_t padded = std::int64_t{layer.batch} * layer.channels *
                              (layer.height + layer.pad_top + layer.pad_bottom) *
                              (layer.width + layer.pad_left + layer.pad_right);
  const std::int64_t outputs = std::int64_t{layer.batch} * layer.out_channels * layer.out_height() * layer.out_width();
  const std::int64_t weights =
      std::int64_t{layer.out_channels} * (layer.channels / layer.groups) * layer.kernel_h * layer.kernel_w;
  return layer.macs() <= kMostMacs && padded <= kMostElements && outputs <= kMostElements && weights <= kMostElements;
}

compiler::Layer choose_layer(Choices& choices) {
  compiler::Layer layer;
  layer.name = "fuzzed";
  const int kind = choices.integer(0, 3);
  layer.groups = kind < 2 ? choices.integer(1, 20) : 1;
  layer.channels = layer.groups * (kind == 0 ? 1 : choices.integer(1, kind == 2 ? 4 : 40));
  layer.out_channels = layer.groups * choices.integer(1, kind == 3 ? 40 : 4);
  layer.batch = choices.integer(1, 2);
  layer.height = choices.integer(1, 14);
  layer.width = choices.integer(1, 18);
  layer.stride_h = choices.integer(1, 4);
  layer.stride_w = choices.integer(1, 4);
  layer.dilation_h = choices.integer(1, 3);
  layer.dilation_w = choices.integer(1, 3);
  layer.pad_top = choices.integer(0, 3);
  layer.pad_bottom = choices.integer(0, 3);
  layer.pad_left = choices.integer(0, 17);
  layer.pad_right = choices.integer(0, 3);
  const int most_h = (layer.height + layer.pad_top + layer.pad_bottom - 1) / layer.dilation_h + 1;
  const int most_w = (layer.width + layer.pad_left + layer.pad_right - 1) / layer.dilation_w + 1;
  layer.kernel_h = choices.integer(1, std::min(5, most_h));
  layer.kernel_w = choices.integer(1, std::min(5, most_w));
  layer.bias = choices.flag();
  constexpr compiler::BiasEntry kEntries[] = {compiler::BiasEntry::automatic, compiler::BiasEntry::alu,
                                              compiler::BiasEntry::load, compiler::BiasEntry::lane,
                                              compiler::BiasEntry::product};
  layer.bias_entry = choices.one_of(kEntries);
  layer.input_zero_point = choices.flag() ? choices.integer(-128, 127) : 0;
  constexpr compiler::RequantizationPass kPasses[] = {compiler::RequantizationPass::fused,
                                                      compiler::RequantizationPass::separate};
  layer.requantization_pass = choices.one_of(kPasses);
  layer.clip_min = choices.integer(-128, 20);
  const int most_low = std::max(0, layer.clip_min);
  layer.clip_max = choices.integer(most_low, 127);
  layer.relu = choices.flag();
  if (choices.flag()) layer.relu6 = choices.integer(most_low, 127);
  constexpr compiler::FilterLayout kLayouts[] = {compiler::FilterLayout::oihw, compiler::FilterLayout::hwc,
                                                 compiler::FilterLayout::chwc};
  if (layer.depthwise()) layer.filter_layout = choices.one_of(kLayouts);
  layer.shift = choices.integer(0, 31);
  if (choices.flag()) {
    for (int o = 0; o < layer.out_channels; ++o) layer.shifts.push_back(choices.integer(0, 31));
  }
  layer.rounding = choices.flag() ? compiler::Rounding::half_up : compiler::Rounding::floor;
  return layer;
}

void check_mapping_of(const compiler::Layer& layer, const std::string& mapping, const isa::HardwareConfig& config) {
  const auto what = [&] {
    return fmt::format("mapping {}: layer {}, hardware {}: ", mapping, to_json(layer).dump(), to_json(config).dump());
  };
  const compiler::LayerTensors tensors = random_tensors(layer, 3);
  compiler::CompiledLayer compiled;
  if (!accepted([&] { compiled = compile_estimated(layer, tensors, mapping, config); })) return;
  machine::RunResult run;
  const bool legal = accepted([&] { run = fuzzed_machine().run(config, compiled.program); });
  require(legal, what() + "the machine refuses what was compiled");
  require(run.problem.empty(), what() + run.problem);
  require(run.record.cycles >= compiled.stats.bound(),
          what() + fmt::format("{} cycles are below the bound {}", run.record.cycles, compiled.stats.bound()));
  const isa::DramImage& dram = fuzzed_machine().dram();
  require(!experiment::first_output_difference(compiled.expected, dram), what() + "DRAM is not as expected");
  const std::string wrong = experiment::describe_wrong_values(reference_convolution(layer, tensors).output,
                                                              unpack_output(layer, compiled, dram));
  require(wrong.empty(), what() + wrong);
}

}  // namespace vtasim
