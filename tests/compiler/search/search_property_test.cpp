#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile_stats.h"
#include "compiler/program/stats.h"
#include "compiler/search/layer_bound.h"
#include "compiler/search/least_cycles.h"
#include "compiler/search/search_mappings.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/layer_quantization.h"
#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

/// A random layer with what searches of it share.
class Searches {
 public:
  Searches() : layer_(random_layer()), config_(random_configuration()), tensors_(random_tensors(layer_, 3)) {
    RC_LOG() << to_json(layer_).dump() << '\n' << to_json(config_).dump() << '\n';
    bias_ = folded_bias(layer_, tensors_);
    passes_ = requantization_passes(layer_, tensors_);
  }

  /// Mappings to choose from, the named ones first.
  std::vector<Mapping> mappings() const {
    return mapping_candidates(layer_, config_, alu_passes(), SearchEffort::quick);
  }

  /// The best of one mapping; nothing where the search refuses it.
  std::optional<MappingChoice> by(const Mapping& mapping) {
    try {
      return one(mapping);
    } catch (const Refused& error) {
      RC_LOG() << error.what() << '\n';
      return std::nullopt;
    }
  }

  std::optional<MappingChoice> by_any() {
    try {
      return search_mappings(layer_, passes_, mappings(), config_,
                             [this](const Mapping& mapping) { return one(mapping); });
    } catch (const Refused& error) {
      RC_LOG() << error.what() << '\n';
      return std::nullopt;
    }
  }

  /// What is wrong with the values that a choice leaves.
  std::string check(const MappingChoice& choice) const {
    const Layer layer = with_bias_entry(layer_, choice.bias_entry);
    const Tiling tiling = tiling_of(choice.mapping.nest, choice.search.plan);
    return check_compiled(layer, choice.mapping.name, config_, &tiling);
  }

  /// The least cycles of all programs that were evaluated since the last call.
  std::int64_t take_fewest() { return std::exchange(fewest_, std::numeric_limits<std::int64_t>::max()); }

  /// Of the layer, whatever the mapping.
  std::int64_t bound() const { return layer_bound(layer_, passes_, config_).bound(); }

  const Layer& layer() const { return layer_; }
  const isa::HardwareConfig& config() const { return config_; }
  int alu_passes() const { return 1 + static_cast<int>(passes_.size()); }

 private:
  MappingChoice one(const Mapping& mapping) {
    return search_mapping(layer_, bias_, passes_, mapping, config_, SearchEffort::quick, evaluator());
  }

  /// Runs a program, and holds its cycles against its bounds.
  Evaluator evaluator() {
    return [this](const isa::Program& program) {
      machine::RunOptions timing_only;
      timing_only.values = false;
      const machine::RunResult run = shared_machine().run(config_, program, timing_only);
      RC_ASSERT(run.record.finished);
      CompileStats stats;
      count_instructions(instructions_of(program), program.insn_addr, config_, stats);
      RC_ASSERT(stats.bound() <= run.record.cycles);
      fewest_ = std::min(fewest_, run.record.cycles);
      return run.record.cycles;
    };
  }

  Layer layer_;
  isa::HardwareConfig config_;
  LayerTensors tensors_;
  std::vector<std::int32_t> bias_;
  std::vector<AluPass> passes_;
  std::int64_t fewest_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace

TEST_CASE("no mapping is faster than the best of all, whose values are right") {
  rc::prop("random layers, configurations and mappings", [] {
    Searches searches;
    const std::optional<MappingChoice> best = searches.by_any();
    const std::vector<Mapping> mappings = searches.mappings();
    if (mappings.empty()) return;
    const Mapping& mapping = mappings[*rc::gen::inRange<std::size_t>(0, mappings.size())];
    RC_LOG() << mapping.name << '\n';
    const std::optional<MappingChoice> one = searches.by(mapping);
    RC_ASSERT(best || !one);
    if (!best) return;
    RC_TAG(best->mapping.name + ", " + std::string(to_string(best->bias_entry)));
    if (one) RC_ASSERT(best->search.cycles <= one->search.cycles);
    RC_ASSERT(searches.bound() <= searches.take_fewest());
    RC_ASSERT(searches.check(*best) == "");
  });
}

TEST_CASE("no program of a mapping is faster than its bound") {
  rc::prop("random layers, configurations and mappings", [] {
    Searches searches;
    const std::vector<Mapping> mappings = searches.mappings();
    if (mappings.empty()) return;
    const Mapping& mapping = mappings[*rc::gen::inRange<std::size_t>(0, mappings.size())];
    RC_LOG() << mapping.name << '\n';
    const LeastCycles least = least_cycles(mapping.nest, searches.config(), searches.alu_passes());
    if (!searches.by(mapping)) return;
    RC_ASSERT(least.bound() <= searches.take_fewest());
  });
}

}  // namespace vtasim::compiler
