#include "sim/experiment/space_sample.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "compiler/lanes/refused.h"
#include "compiler/program/build_program.h"
#include "compiler/search/schedule_space.h"
#include "compiler/search/search_mappings.h"
#include "isa/base/split_mix.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/mapping_request.h"

namespace vtasim::experiment {

std::size_t SpaceSample::faster() const {
  return static_cast<std::size_t>(std::lower_bound(cycles.begin(), cycles.end(), searched) - cycles.begin());
}

std::int64_t SpaceSample::quantile(double part) const {
  const double index = std::ceil(part * static_cast<double>(cycles.size())) - 1;
  return cycles[static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(cycles.size() - 1)))];
}

SpaceSample sample_space(const Laboratory& laboratory, const SearchData& data, const std::string& mapping,
                         const isa::HardwareConfig& config, compiler::SearchEffort effort, std::size_t samples,
                         std::uint64_t seed, const std::function<void(int)>& progress) {
  SpaceSample sample;
  sample.mapping = mapping;
  const MappingRequest request = request_mapping(mapping, data.layer, config);
  sample.error = request.error;
  if (!request.mapping) return sample;
  try {
    const compiler::MappingChoice choice = search_layer(laboratory, data, request, config, effort, progress);
    sample.searched = choice.search.cycles;
    sample.simulated = choice.search.simulated;
    // The search's own choice of where the bias enters, for all: what is compared is the tilings.
    const compiler::Layer layer = with_bias_entry(data.layer, choice.bias_entry);
    const compiler::LoopNest& nest = choice.mapping.nest;
    compiler::ScheduleSpace space(nest, compiler::ScratchpadPartition::whole(config));
    sample.schedules = space.count();
    const compiler::Evaluator evaluate = make_evaluator(laboratory.machine, config, progress);
    SplitMix64 numbers(seed);
    while (sample.cycles.size() < samples) {
      const std::optional<compiler::TilingPlan> plan = space.random(numbers);
      if (!plan) break;
      const compiler::Tiling tiling = tiling_of(nest, *plan);
      sample.cycles.push_back(evaluate(build_program(layer, choice.mapping, tiling, data.passes, config).program));
    }
  } catch (const compiler::Refused& error) {
    sample.error = error.what();
  }
  std::sort(sample.cycles.begin(), sample.cycles.end());
  return sample;
}

}  // namespace vtasim::experiment
