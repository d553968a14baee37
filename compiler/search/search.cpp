#include "compiler/search/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/refused.h"
#include "compiler/search/best_estimates.h"
#include "compiler/search/estimate.h"
#include "compiler/search/least_cycles.h"
#include "compiler/search/least_estimate.h"
#include "compiler/search/local_search.h"
#include "compiler/search/tiling_changes.h"
#include "compiler/tiling/plan_limits.h"
#include "compiler/tiling/tap_ranges.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

struct Limits {
  std::size_t shapes;     ///< Whose ends are varied.
  std::size_t simulated;  ///< Best by estimate.
  Climb climb;            ///< From there,
  Climb near;             ///< and from what was found for another nest.
};

constexpr Limits kQuick = {16, 8, {1, 3, 2}, {1, 1, 1}};
constexpr Limits kFull = {64, 48, {1, 11, 4}, {1, 3, 1}};

/// Beats that a tiling must save to be chosen in spite of another cycle.
constexpr int kBeatsForACycle = 50;

/// Plans that a search hands on.
constexpr std::size_t kBestFew = 3;

const Limits& limits_of(SearchEffort effort) { return effort == SearchEffort::quick ? kQuick : kFull; }

constexpr int kMostHalvings = 6;
constexpr int kMostStoreParts = 16;

/// Candidates with more steps than this are not looked at where others have fewer.
constexpr std::int64_t kMostSteps = 20000;

/// Buffers of activation, filter and acc, in the order in which they are tried; the first ones leave most room.
using Buffers = std::array<int, 3>;
constexpr Buffers kBuffers[] = {{2, 2, 2}, {2, 1, 2}, {1, 2, 2}, {2, 4, 2}, {4, 2, 2}, {3, 3, 2},
                                {2, 2, 1}, {1, 1, 2}, {2, 1, 1}, {1, 2, 1}, {1, 1, 1}};

class Search {
 public:
  Search(const Layer& layer, const Mapping& mapping, const std::vector<AluPass>& passes,
         const isa::HardwareConfig& config, const SearchScope& scope, const Evaluator& evaluate)
      : layer_(layer),
        mapping_(mapping),
        nest_(mapping.nest),
        passes_(passes),
        config_(config),
        limits_(limits_of(scope.effort)),
        given_(scope.given),
        evaluate_(evaluate),
        products_(least_products(mapping.nest)),
        candidates_(mapping.nest, ScratchpadPartition::whole(config), scope.given),
        local_([this](TilingPlan& plan) { return candidates_.fits(plan); },
               [this](const TilingPlan& plan) { return evaluation_of(plan); }, changes()) {}

  SearchResult run() {
    check_sizes(layer_, mapping_, config_);
    refuse_if(range_problem(given_, nest_));
    simulate_best_estimates();
    local_.improve(limits_.climb);
    leave_out_padding();
    return result();
  }

  /// Begins with the plans that another nest's search found.
  SearchResult run_near(const SearchResult& other) {
    for (const TilingPlan& plan : other.best_few) {
      local_.attempt(plan);
      if (local_.evaluated().empty()) return run();
      if (best_cycles() / 10 * 9 > other.cycles) break;  // Nothing near it will come up with that.
    }
    if (best_cycles() / 100 * 98 <= other.cycles) local_.improve(limits_.near);
    return result();
  }

 private:
  using Evaluated = LocalSearch<TilingPlan>::Evaluated;
  using Choices = decltype(TilingPlan().choices());

  void simulate_best_estimates() {
    estimate_shapes();
    if (estimated_.empty()) {
      refuse_if(fit_problem(given_, nest_, ScratchpadPartition::whole(config_)));
      // What holds one vector holds one step of one tap of it.
      refuse_if("no tiling fits");
    }
    vary_ends();
    for (std::size_t i = 0; i < std::min(limits_.simulated, estimated_.size()) && !local_.finished(); ++i) {
      local_.attempt(estimated_[i].plan);
    }
  }

  void refuse_if(const std::string& problem) const {
    if (problem.empty()) return;
    throw Refused(fmt::format("layer {}, mapping {} on {}: {}", layer_.name, mapping_.name, config_.name, problem));
  }

  /// Goes on from the best plans without operations on padding, where that is better. Last, and not in the estimates,
  /// so that what is found is never worse than with them.
  void leave_out_padding() {
    if (!can_skip_padding(nest_)) return;
    bool better = false;
    for (TilingPlan plan : result().best_few) {
      plan.skip_padding = true;
      better |= local_.attempt(plan);
    }
    if (better) local_.improve(limits_.climb);
  }

  SearchResult result() const {
    std::vector<Evaluated> simulated = local_.evaluated();
    std::stable_sort(simulated.begin(), simulated.end(), [this](const Evaluated& a, const Evaluated& b) {
      return cost_with_traffic(a.evaluation) < cost_with_traffic(b.evaluation);
    });
    SearchResult found;
    found.plan = simulated.front().plan;
    found.cycles = simulated.front().evaluation.cycles;
    for (std::size_t i = 0; i < std::min(kBestFew, simulated.size()); ++i) {
      found.best_few.push_back(simulated[i].plan);
    }
    found.considered = considered_;
    found.simulated = static_cast<int>(simulated.size());
    return found;
  }

  std::int64_t best_cycles() const { return local_.best().evaluation.cycles; }

  /// Of one that takes `limit` or more, some number that is no less.
  std::int64_t estimate(const TilingPlan& plan, std::int64_t limit) {
    ++considered_;
    return estimate_cycles(nest_, tiling_of(nest_, plan), config_, alu_passes(), limit);
  }

  int alu_passes() const { return 1 + static_cast<int>(passes_.size()); }

  struct Counts {
    std::int64_t tiles = 0;
    std::int64_t steps = 0;
  };
  Counts counts_of(const TilingPlan& plan) const {
    const auto pieces = [](int extent, int size) { return std::int64_t{ceil_div(extent, size)}; };
    Counts counts;
    counts.tiles = nest_.images * pieces(nest_.groups(), plan.shape.groups) *
                   pieces(nest_.filters_per_group, plan.shape.filters_per_group) * pieces(nest_.rows, plan.shape.rows) *
                   pieces(nest_.cols, plan.shape.cols);
    counts.steps = counts.tiles * pieces(static_cast<int>(nest_.taps.size()), plan.taps_per_step);
    return counts;
  }

  /// Cut into so many pieces that their overhead alone makes it worse than what is known.
  bool hopeless(const TilingPlan& plan) const {
    if (!any_estimated()) return false;
    const Counts counts = counts_of(plan);
    // Steps that read nothing but padding take no time, and estimates may be off.
    const std::int64_t least = least_compute_cycles(nest_, products_, counts.tiles, counts.steps, alu_passes());
    return counts.steps > kMostSteps || least > least_estimate_ / 10 * 11;
  }

  bool any_estimated() const { return least_estimate_ < std::numeric_limits<std::int64_t>::max(); }

  void estimate_shapes() {
    BestEstimates best(limits_.shapes);
    LeastEstimate least(nest_, config_, alu_passes());
    // What is given may be what it does not count with.
    const bool comparable = given_.empty();
    std::set<Choices> seen;
    for (const int taps : candidates_.step_sizes()) {
      for (const auto& [activation, filter, acc] : kBuffers) {
        // Buffers that leave no module waiting for another come first; those that do are for what does not fit.
        if (acc == 1 && any_estimated()) break;
        TilingPlan buffers;
        buffers.taps_per_step = taps;
        buffers.activation_buffers = activation;
        buffers.filter_buffers = filter;
        buffers.acc_buffers = acc;
        candidates_.visit_shapes(buffers, true, [&](const TilingPlan& plan) {
          if (hopeless(plan) || !seen.insert(plan.choices()).second) return;
          // Most come to more than what is known already.
          if (comparable && least.of(plan) >= best.limit()) {
            ++considered_;
            return;
          }
          const std::int64_t cycles = estimate(plan, best.limit());
          best.add(cycles, plan);
          least_estimate_ = std::min(least_estimate_, cycles);
        });
      }
    }
    estimated_ = best.take();
  }

  void vary_ends() {
    // One of each shape, so that what is evaluated differs in more than its ends.
    for (EstimatedPlan& shape : estimated_) {
      TilingPlan varied = shape.plan;
      const auto consider = [&] {
        const TilingPlan plan = given_.applied_to(varied);
        const std::int64_t cycles = estimate(plan, shape.cycles);
        if (cycles < shape.cycles) shape = {cycles, plan};
      };
      for (int halvings = 1; halvings <= kMostHalvings; ++halvings) {
        varied.head = varied.tail = halvings;
        consider();
      }
      varied = shape.plan;
      for (int parts = 2; parts <= kMostStoreParts; parts *= 2) {
        varied.last_store_parts = parts;
        consider();
      }
    }
    // Equal ones stay in the order in which they were tried.
    std::stable_sort(estimated_.begin(), estimated_.end(),
                     [](const EstimatedPlan& a, const EstimatedPlan& b) { return a.cycles < b.cycles; });
  }

  /// Cycles and a little for the bus: of tilings that are about as fast, the one that reads less is preferable.
  std::int64_t cost_with_traffic(const Evaluation& evaluation) const {
    return evaluation.cycles + evaluation.read_bytes / config_.bus_bytes / kBeatsForACycle;
  }

  Evaluation evaluation_of(const TilingPlan& plan) const {
    const BuiltProgram built = build_program(layer_, mapping_, tiling_of(nest_, plan), passes_, config_);
    return {evaluate_(built.program), built.stats.bound(), built.stats.read_bytes};
  }

  /// Those that leave no hopeless plan.
  std::vector<Change<TilingPlan>> changes() const {
    std::vector<Change<TilingPlan>> changes;
    for (Change<TilingPlan>& change : tiling_changes(nest_, candidates_.step_sizes())) {
      changes.push_back(
          [this, change = std::move(change)](TilingPlan& plan) { return change(plan) && !hopeless(plan); });
    }
    return changes;
  }

  const Layer& layer_;
  const Mapping& mapping_;
  const LoopNest& nest_;
  const std::vector<AluPass>& passes_;
  const isa::HardwareConfig& config_;
  const Limits limits_;
  const PartialPlan& given_;
  const Evaluator& evaluate_;
  const std::int64_t products_;
  TilingCandidates candidates_;
  std::vector<EstimatedPlan> estimated_;
  std::int64_t least_estimate_ = std::numeric_limits<std::int64_t>::max();
  int considered_ = 0;
  LocalSearch<TilingPlan> local_;
};

}  // namespace

std::string_view to_string(SearchEffort effort) { return effort == SearchEffort::quick ? "quick" : "full"; }

SearchResult search_tiling(const Layer& layer, const Mapping& mapping, const std::vector<AluPass>& passes,
                           const isa::HardwareConfig& config, const SearchScope& scope, const Evaluator& evaluate) {
  return Search(layer, mapping, passes, config, scope, evaluate).run();
}

SearchResult search_tiling_near(const SearchResult& found, const Layer& layer, const Mapping& mapping,
                                const std::vector<AluPass>& passes, const isa::HardwareConfig& config,
                                const SearchScope& scope, const Evaluator& evaluate) {
  return Search(layer, mapping, passes, config, scope, evaluate).run_near(found);
}

}  // namespace vtasim::compiler
