#include "compiler/search/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/refused.h"
#include "compiler/search/estimate.h"
#include "compiler/search/least_cycles.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

struct Limits {
  std::size_t shapes;     ///< Whose ends are varied.
  std::size_t simulated;  ///< Best by estimate.
  int rounds;             ///< Of changes to the best simulated one;
  int rounds_near;        ///< and near what was found for another nest.
};

constexpr Limits kQuick = {16, 8, 3, 1};
constexpr Limits kFull = {64, 48, 12, 4};

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
         const isa::HardwareConfig& config, const Limits& limits, const Evaluator& evaluate)
      : layer_(layer),
        mapping_(mapping),
        nest_(mapping.nest),
        passes_(passes),
        config_(config),
        limits_(limits),
        evaluate_(evaluate),
        products_(least_products(mapping.nest)),
        candidates_(mapping.nest, ScratchpadPartition::whole(config)) {}

  SearchResult run() {
    check_sizes(layer_, mapping_, config_);
    simulate_best_estimates();
    improve(limits_.rounds);
    return take_result();
  }

  /// Begins with the plans that another nest's search found.
  SearchResult run_near(const SearchResult& other) {
    for (TilingPlan plan : other.best_few) {
      if (candidates_.fits(plan)) simulate(plan);
      if (simulated_.empty()) return run();
      if (best_.cycles / 10 * 9 > other.cycles) break;  // Nothing near it will come up with that.
    }
    if (best_.cycles / 100 * 98 <= other.cycles) improve(limits_.rounds_near);
    return take_result();
  }

 private:
  struct Costed {
    std::int64_t cycles = 0;
    TilingPlan plan;
    std::int64_t read_bytes = 0;  ///< Of what was evaluated.
  };
  using Choices = decltype(TilingPlan().choices());

  void simulate_best_estimates() {
    estimate_shapes();
    if (estimated_.empty()) {
      // What holds one vector holds one step of one tap of it.
      throw Refused(fmt::format("layer {}, mapping {}: no tiling fits {}", layer_.name, mapping_.name, config_.name));
    }
    vary_ends();
    for (std::size_t i = 0; i < std::min(limits_.simulated, estimated_.size()) && !finished_; ++i) {
      simulate(estimated_[i].plan);
    }
  }

  SearchResult take_result() {
    std::stable_sort(simulated_.begin(), simulated_.end(),
                     [this](const Costed& a, const Costed& b) { return cost_with_traffic(a) < cost_with_traffic(b); });
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
    if (estimated_.empty()) return false;
    const Counts counts = counts_of(plan);
    // Steps that read nothing but padding take no time, and estimates may be off.
    const std::int64_t least = least_compute_cycles(nest_, products_, counts.tiles, counts.steps, alu_passes());
    return counts.steps > kMostSteps || least > least_estimate_ / 10 * 11;
  }

  void estimate_shapes() {
    std::set<Choices> seen;
    for (const int taps : candidates_.step_sizes()) {
      for (const auto& [activation, filter, acc] : kBuffers) {
        // Buffers that leave no module waiting for another come first; those that do are for what does not fit.
        if (acc == 1 && !estimated_.empty()) break;
        TilingPlan buffers;
        buffers.taps_per_step = taps;
        buffers.activation_buffers = activation;
        buffers.filter_buffers = filter;
        buffers.acc_buffers = acc;
        candidates_.visit_shapes(buffers, true, [&](const TilingPlan& plan) {
          if (hopeless(plan) || !seen.insert(plan.choices()).second) return;
          estimated_.push_back({estimate(plan), plan, 0});
          least_estimate_ = std::min(least_estimate_, estimated_.back().cycles);
        });
      }
    }
    sort_estimated();
    keep_different();
  }

  /// Leaves the best of those that differ in nothing but their buffers, and no more than are wanted.
  void keep_different() {
    std::set<Choices> seen;
    std::vector<Costed> kept;
    for (const Costed& shape : estimated_) {
      if (kept.size() == limits_.shapes) break;
      TilingPlan plan = shape.plan;
      plan.activation_buffers = plan.filter_buffers = plan.acc_buffers = 0;
      if (seen.insert(plan.choices()).second) kept.push_back(shape);
    }
    estimated_ = std::move(kept);
  }

  void vary_ends() {
    // One of each shape, so that what is evaluated differs in more than its ends.
    for (Costed& shape : estimated_) {
      TilingPlan varied = shape.plan;
      for (int halvings = 1; halvings <= kMostHalvings; ++halvings) {
        varied.head = varied.tail = halvings;
        const std::int64_t cycles = estimate(varied);
        if (cycles < shape.cycles) shape = {cycles, varied, 0};
      }
      varied = shape.plan;
      for (int parts = 2; parts <= kMostStoreParts; parts *= 2) {
        varied.last_store_parts = parts;
        const std::int64_t cycles = estimate(varied);
        if (cycles < shape.cycles) shape = {cycles, varied, 0};
      }
    }
    sort_estimated();
  }

  /// Cycles and a little for the bus: of tilings that are about as fast, the one that reads less is preferable.
  std::int64_t cost_with_traffic(const Costed& costed) const {
    return costed.cycles + costed.read_bytes / config_.bus_bytes / kBeatsForACycle;
  }

  /// By estimate; equal ones stay in the order in which they were tried.
  void sort_estimated() {
    std::stable_sort(estimated_.begin(), estimated_.end(),
                     [](const Costed& a, const Costed& b) { return a.cycles < b.cycles; });
  }

  /// Evaluates a plan, once. True where it is the best so far.
  bool simulate(const TilingPlan& plan) {
    if (!seen_.insert(plan.choices()).second) return false;
    const BuiltProgram built = build_program(layer_, mapping_, tiling_of(nest_, plan), passes_, config_);
    const Costed costed{evaluate_(built.program), plan, built.stats.read_bytes};
    const bool best = simulated_.empty() || costed.cycles < best_.cycles;
    simulated_.push_back(costed);
    if (!best) return false;
    best_ = costed;
    constexpr std::int64_t kPercentOverBound = 1;
    finished_ = costed.cycles * 100 <= built.stats.bound() * (100 + kPercentOverBound);
    return true;
  }

  /// The candidate for the taps of a step beside this one; the same where there is none.
  int next_step_size(int taps, bool larger) const {
    const std::vector<int> sizes = candidates_.step_sizes();  // Most first.
    const auto at = std::find(sizes.begin(), sizes.end(), taps);
    if (larger) return at == sizes.begin() ? taps : *(at - 1);
    return at + 1 == sizes.end() ? taps : *(at + 1);
  }

  /// Changes the best plan in one thing after the other.
  void improve(int rounds) {
    for (int round = 0; round < rounds && !finished_; ++round) {
      if (!improve()) break;
    }
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
      if (std::min({plan.store_parts, plan.last_store_parts, plan.filters_per_load}) < 1) return;
      if (plan.head < 0 || plan.tail < 0 || plan.acc_buffers < 1 || !candidates_.fits(plan)) return;
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
    with([](TilingPlan& plan) { plan.last_store_parts *= 2; });
    with([](TilingPlan& plan) { plan.last_store_parts /= 2; });
    with([](TilingPlan& plan) { plan.store_parts *= 2; });
    with([](TilingPlan& plan) { plan.store_parts /= 2; });
    for (const int d : {1, -1, 2, -2}) {
      // As many rows that there is one piece more or less.
      with([d, this](TilingPlan& plan) {
        const int pieces = ceil_div(nest_.rows, plan.shape.rows) + d;
        plan.shape.rows = pieces < 1 ? 0 : ceil_div(nest_.rows, pieces);
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
    for (const bool larger : {true, false}) {
      with([larger, this](TilingPlan& plan) { plan.taps_per_step = next_step_size(plan.taps_per_step, larger); });
    }
    for (const int times : {2, 4, 16}) {
      with([times](TilingPlan& plan) {
        const int filters = plan.shape.groups * plan.shape.filters_per_group;
        plan.filters_per_load = times * std::max(filters, plan.filters_per_load);
      });
    }
    with([](TilingPlan& plan) { plan.filters_per_load /= 2; });
    with([](TilingPlan& plan) { ++plan.acc_buffers; });
    with([](TilingPlan& plan) { ++plan.filter_buffers; });
    with([](TilingPlan& plan) { ++plan.activation_buffers; });
    return better;
  }

  const Layer& layer_;
  const Mapping& mapping_;
  const LoopNest& nest_;
  const std::vector<AluPass>& passes_;
  const isa::HardwareConfig& config_;
  const Limits limits_;
  const Evaluator& evaluate_;
  const std::int64_t products_;
  TilingCandidates candidates_;
  std::vector<Costed> estimated_;
  std::int64_t least_estimate_ = std::numeric_limits<std::int64_t>::max();
  std::set<Choices> seen_;  ///< Of what was evaluated.
  std::vector<Costed> simulated_;
  Costed best_;  ///< Of these.
  int considered_ = 0;
  bool finished_ = false;  ///< No other tiling can be much better.
};

}  // namespace

std::string_view to_string(SearchEffort effort) { return effort == SearchEffort::quick ? "quick" : "full"; }

SearchResult search_tiling(const Layer& layer, const Mapping& mapping, const std::vector<AluPass>& passes,
                           const isa::HardwareConfig& config, SearchEffort effort, const Evaluator& evaluate) {
  return Search(layer, mapping, passes, config, limits_of(effort), evaluate).run();
}

SearchResult search_tiling_near(const SearchResult& found, const Layer& layer, const Mapping& mapping,
                                const std::vector<AluPass>& passes, const isa::HardwareConfig& config,
                                SearchEffort effort, const Evaluator& evaluate) {
  return Search(layer, mapping, passes, config, limits_of(effort), evaluate).run_near(found);
}

}  // namespace vtasim::compiler
