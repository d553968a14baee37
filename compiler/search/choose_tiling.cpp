#include "compiler/search/choose_tiling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "compiler/lanes/refused.h"
#include "compiler/search/estimate.h"
#include "compiler/tiling/tiling_candidates.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// The first and the last tile are cut down to this power of 1/2 at most.
constexpr int kMostHalvings = 6;

/// Looks for the tiling with the least estimate.
class Choice {
 public:
  Choice(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes)
      : nest_(nest), config_(config), alu_passes_(alu_passes), candidates_(nest, ScratchpadPartition::whole(config)) {}

  std::optional<Tiling> run() {
    for (const int taps : candidates_.step_sizes()) {
      for (const auto [activation, filter, acc] :
           {std::array{2, 2, 2}, {2, 1, 2}, {1, 2, 2}, {2, 2, 1}, {1, 1, 2}, {2, 1, 1}, {1, 2, 1}, {1, 1, 1}}) {
        TilingPlan buffers;
        buffers.taps_per_step = taps;
        buffers.activation_buffers = activation;
        buffers.filter_buffers = filter;
        buffers.acc_buffers = acc;
        candidates_.visit_shapes(buffers, false, [this](const TilingPlan& plan) { consider(plan); });
        if (good_enough()) return best_;
      }
    }
    return best_;
  }

 private:
  void consider(TilingPlan plan) {
    const std::int64_t cycles = try_plan(plan);
    // What short ends save is the time in which not all modules are busy, of which there is more with large tiles.
    if (cycles > best_cycles_ / 10 * 11) return;
    for (int halvings = 1; halvings <= kMostHalvings; ++halvings) {
      plan.head = plan.tail = halvings;
      try_plan(plan);
    }
  }

  std::int64_t try_plan(const TilingPlan& plan) {
    const Tiling tiling = tiling_of(nest_, plan);
    const std::int64_t cycles = estimate_cycles(nest_, tiling, config_, alu_passes_);
    if (cycles < best_cycles_) {
      best_cycles_ = cycles;
      best_ = tiling;
    }
    return cycles;
  }

  /// Fewer buffers or smaller steps are not worth trying when the estimate is near what cannot be avoided.
  bool good_enough() const {
    const std::int64_t positions = std::int64_t{nest_.images} * nest_.filters * nest_.rows * nest_.cols;
    const std::int64_t compute = positions * (static_cast<std::int64_t>(nest_.taps.size()) +
                                              std::int64_t{nest_.vectors_per_position} * alu_passes_);
    const std::int64_t read = std::int64_t{nest_.images} * nest_.planes * nest_.plane_rows * nest_.plane_cols *
                              config_.element_bytes(nest_.activation) / config_.bus_bytes;
    return best_ && best_cycles_ <= std::max(compute, read) / 10 * 12;
  }

  const LoopNest& nest_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  TilingCandidates candidates_;
  std::optional<Tiling> best_;
  std::int64_t best_cycles_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace

Tiling choose_tiling(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes,
                     const std::string& layer_name) {
  std::optional<Tiling> tiling = Choice(nest, config, alu_passes).run();
  if (tiling) return *std::move(tiling);
  // One step of one tap for one out vector takes one entry of every other scratchpad.
  throw Refused(fmt::format("layer {}: out vectors, their bias and shifts need {} acc entries at least; {} has {}",
                            layer_name, least_acc_entries(nest), config.name,
                            isa::addressable_depth(isa::Buffer::acc, config)));
}

}  // namespace vtasim::compiler
