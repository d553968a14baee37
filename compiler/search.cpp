#include "compiler/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "compiler/estimate.h"
#include "isa/error.h"

namespace vtasim {
namespace {

struct Limits {
  std::size_t shapes;      ///< Whose ends are varied.
  std::size_t simulated;   ///< Best by estimate.
  int rounds;              ///< Of changes to the best simulated one;
  int rounds_from_starts;  ///< and where the search was given plans to start from.
};

constexpr Limits kQuick = {16, 8, 3, 1};
constexpr Limits kFull = {64, 48, 12, 4};

/// Plans that a search hands on.
constexpr std::size_t kBestFew = 3;

constexpr int kMostHalvings = 6;

/// Candidates with more steps than this are not looked at where others have fewer.
constexpr std::int64_t kMostSteps = 20000;

/// Contexts of activation, filter and acc, in the order in which they are tried; the first ones leave most room.
using Contexts = std::array<int, 3>;
constexpr Contexts kContexts[] = {{2, 2, 2}, {2, 1, 2}, {1, 2, 2}, {2, 4, 2}, {4, 2, 2}, {3, 3, 2},
                                  {2, 2, 1}, {1, 1, 2}, {2, 1, 1}, {1, 2, 1}, {1, 1, 1}};

class Search {
 public:
  Search(const Layer& layer, const Mapping& mapping, const std::vector<AluPass>& passes, const HardwareConfig& config,
         const Limits& limits, const Evaluator& evaluate)
      : layer_(layer),
        mapping_(mapping),
        nest_(mapping.nest),
        passes_(passes),
        config_(config),
        limits_(limits),
        evaluate_(evaluate),
        candidates_(mapping.nest, ScratchpadShare::whole(config)) {}

  SearchResult run(const std::vector<TilingPlan>& starts) {
    check_tensors(layer_, mapping_, config_);
    for (TilingPlan plan : starts) {
      if (candidates_.fits(plan)) simulate(plan);
    }
    if (simulated_.empty()) simulate_best_estimates();
    const int rounds = starts.empty() ? limits_.rounds : limits_.rounds_from_starts;
    for (int round = 0; round < rounds && !finished_; ++round) {
      if (!improve()) break;
    }
    return take_result();
  }

 private:
  struct Costed {
    std::int64_t cycles = 0;
    TilingPlan plan;
  };
  using Key = std::array<int, 11>;

  void simulate_best_estimates() {
    estimate_shapes();
    if (estimated_.empty()) {
      throw Error(fmt::format(
          "layer {}, mapping {}: out vectors, their bias and shifts need {} acc entries at least; {} has {}",
          layer_.name, mapping_.name, least_acc_entries(nest_), config_.name, usable_depth(Buffer::acc, config_)));
    }
    vary_ends();
    for (std::size_t i = 0; i < std::min(limits_.simulated, estimated_.size()) && !finished_; ++i) {
      simulate(estimated_[i].plan);
    }
  }

  SearchResult take_result() {
    sort_by_cycles(simulated_);
    SearchResult result;
    result.plan = simulated_.front().plan;
    result.cycles = simulated_.front().cycles;
    for (std::size_t i = 0; i < std::min(kBestFew, simulated_.size()); ++i) {
      result.best_few.push_back(simulated_[i].plan);
    }
    result.considered = considered_;
    result.simulated = static_cast<int>(simulated_.size());
    return result;
  }

  static Key key_of(const TilingPlan& plan) {
    return {plan.shape.groups,
            plan.shape.filters_per_group,
            plan.shape.rows,
            plan.shape.cols,
            plan.shape.filters_inner,
            plan.taps_per_step,
            plan.activation_contexts,
            plan.filter_contexts,
            plan.acc_contexts,
            plan.head,
            plan.tail};
  }

  std::int64_t estimate(const TilingPlan& plan) {
    ++considered_;
    return estimate_cycles(nest_, tiling_of(nest_, plan), config_, alu_passes());
  }

  int alu_passes() const { return 1 + static_cast<int>(passes_.size()); }

  struct Counts {
    std::int64_t tiles = 0;
    std::int64_t steps = 0;
  };
  Counts counts_of(const TilingPlan& plan) const {
    const auto pieces = [](int extent, int size) { return std::int64_t{(extent + size - 1) / size}; };
    Counts counts;
    counts.tiles = nest_.images * pieces(nest_.groups(), plan.shape.groups) *
                   pieces(nest_.filters_per_group, plan.shape.filters_per_group) * pieces(nest_.rows, plan.shape.rows) *
                   pieces(nest_.cols, plan.shape.cols);
    counts.steps = counts.tiles * pieces(static_cast<int>(nest_.taps.size()), plan.taps_per_step);
    return counts;
  }

  /// Cut into so many pieces that their overhead alone makes it worse than what is known.
  bool hopeless(const TilingPlan& plan) const {
    if (estimated_.empty()) return false;
    const Counts counts = counts_of(plan);
    // Steps that read nothing but padding take no time, and estimates may be off.
    const std::int64_t least = least_compute_cycles(nest_, counts.tiles, counts.steps, alu_passes());
    return counts.steps > kMostSteps || least > least_estimate_ / 10 * 11;
  }

  void estimate_shapes() {
    std::set<Key> seen;
    for (const int taps : candidates_.step_sizes()) {
      for (const auto& [activation, filter, acc] : kContexts) {
        // Contexts that leave no module waiting for another come first; those that do are for what does not fit.
        if (acc == 1 && !estimated_.empty()) break;
        TilingPlan contexts;
        contexts.taps_per_step = taps;
        contexts.activation_contexts = activation;
        contexts.filter_contexts = filter;
        contexts.acc_contexts = acc;
        candidates_.visit_shapes(contexts, true, [&](const TilingPlan& plan) {
          if (hopeless(plan) || !seen.insert(key_of(plan)).second) return;
          estimated_.push_back({estimate(plan), plan});
          least_estimate_ = std::min(least_estimate_, estimated_.back().cycles);
        });
      }
    }
    sort_by_cycles(estimated_);
    if (estimated_.size() > limits_.shapes) estimated_.resize(limits_.shapes);
  }

  void vary_ends() {
    // One of each shape, so that what is evaluated differs in more than its ends.
    for (Costed& shape : estimated_) {
      TilingPlan varied = shape.plan;
      for (int halvings = 1; halvings <= kMostHalvings; ++halvings) {
        varied.head = varied.tail = halvings;
        const std::int64_t cycles = estimate(varied);
        if (cycles < shape.cycles) shape = {cycles, varied};
      }
    }
    sort_by_cycles(estimated_);
  }

  /// Equal ones stay in the order in which they were tried.
  static void sort_by_cycles(std::vector<Costed>& plans) {
    std::stable_sort(plans.begin(), plans.end(), [](const Costed& a, const Costed& b) { return a.cycles < b.cycles; });
  }

  /// Evaluates a plan, once. True where it is the best so far.
  bool simulate(const TilingPlan& plan) {
    if (!keys_.insert(key_of(plan)).second) return false;
    const Assembly assembly = assemble(layer_, mapping_, tiling_of(nest_, plan), passes_, config_);
    const Costed costed{evaluate_(assembly.program), plan};
    const bool best = simulated_.empty() || costed.cycles < best_.cycles;
    simulated_.push_back(costed);
    if (!best) return false;
    best_ = costed;
    constexpr std::int64_t kPercentOverBound = 2;
    finished_ = costed.cycles * 100 <= assembly.stats.bound() * (100 + kPercentOverBound);
    return true;
  }

  /// Evaluates the plans that differ from the best in one thing. False where none is better.
  bool improve() {
    const TilingPlan best = best_.plan;
    bool better = false;
    const auto attempt = [&](TilingPlan plan) {
      if (finished_ || plan.shape.filters_per_group < 1 || plan.shape.rows < 1 || plan.shape.groups < 1) return;
      if (plan.shape.groups > nest_.groups()) return;
      // Tiles of several groups have whole planes and all filters of each.
      const bool whole = plan.shape.filters_per_group == nest_.filters_per_group && plan.shape.rows == nest_.rows &&
                         plan.shape.cols == nest_.cols;
      if (plan.shape.groups > 1 && !whole) return;
      if (plan.head < 0 || plan.tail < 0 || plan.acc_contexts < 1 || !candidates_.fits(plan)) return;
      if (hopeless(plan)) return;
      better |= simulate(plan);
    };
    const auto with = [&](const auto& change) {
      TilingPlan plan = best;
      change(plan);
      attempt(plan);
    };
    for (const int d : {1, -1}) {
      with([d](TilingPlan& plan) { plan.head += d; });
      with([d](TilingPlan& plan) { plan.tail += d; });
    }
    for (const int d : {1, -1, 2, -2}) {
      // As many rows that there is one piece more or less.
      with([d, this](TilingPlan& plan) {
        const int pieces = (nest_.rows + plan.shape.rows - 1) / plan.shape.rows + d;
        plan.shape.rows = pieces < 1 ? 0 : (nest_.rows + pieces - 1) / pieces;
      });
    }
    for (const int d : {1, -1}) {
      with([d](TilingPlan& plan) { plan.shape.groups += d; });
    }
    with([](TilingPlan& plan) { plan.shape.groups *= 2; });
    with([](TilingPlan& plan) { plan.shape.groups /= 2; });
    with([](TilingPlan& plan) { plan.shape.filters_per_group /= 2; });
    with([this](TilingPlan& plan) {
      plan.shape.filters_per_group = std::min(2 * plan.shape.filters_per_group, nest_.filters_per_group);
    });
    with([](TilingPlan& plan) { plan.shape.filters_inner = !plan.shape.filters_inner; });
    with([](TilingPlan& plan) { ++plan.acc_contexts; });
    with([](TilingPlan& plan) { ++plan.filter_contexts; });
    with([](TilingPlan& plan) { ++plan.activation_contexts; });
    return better;
  }

  const Layer& layer_;
  const Mapping& mapping_;
  const Nest& nest_;
  const std::vector<AluPass>& passes_;
  const HardwareConfig& config_;
  const Limits limits_;
  const Evaluator& evaluate_;
  TilingCandidates candidates_;
  std::vector<Costed> estimated_;
  std::int64_t least_estimate_ = std::numeric_limits<std::int64_t>::max();
  std::set<Key> keys_;  ///< Of what was evaluated.
  std::vector<Costed> simulated_;
  Costed best_;  ///< Of these.
  int considered_ = 0;
  bool finished_ = false;  ///< No other tiling can be much better.
};

}  // namespace

std::string_view to_string(SearchEffort effort) { return effort == SearchEffort::quick ? "quick" : "full"; }

SearchResult search_tiling(const Layer& layer, const Mapping& mapping, const std::vector<AluPass>& passes,
                           const HardwareConfig& config, SearchEffort effort, const Evaluator& evaluate,
                           const std::vector<TilingPlan>& starts) {
  const Limits& limits = effort == SearchEffort::quick ? kQuick : kFull;
  return Search(layer, mapping, passes, config, limits, evaluate).run(starts);
}

}  // namespace vtasim
