#include "compiler/fusion/pair_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "compiler/fusion/pair_changes.h"
#include "compiler/lanes/refused.h"
#include "compiler/search/estimate.h"
#include "compiler/search/least_cycles.h"
#include "compiler/search/least_estimate.h"
#include "compiler/search/local_search.h"
#include "compiler/tiling/tap_ranges.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

struct Limits {
  std::size_t bands;      ///< Numbers of bands that are looked at.
  std::size_t writers;    ///< Tilings of the depthwise layer, those with the least estimates.
  std::size_t readers;    ///< Tilings of the pointwise layer for each tiling of the depthwise one.
  std::size_t simulated;  ///< To start from.
  Climb climb;            ///< From there.
  // Of searches for a number of bands each:
  std::size_t compared;  ///< Plans of each that they are compared by,
  std::size_t begun;     ///< those that then look at all to start from,
  std::size_t improved;  ///< and those of them that go on from there.
};

constexpr Limits kQuick = {10, 8, 2, 60, {0, 4, 1}, 6, 3, 1};
constexpr Limits kFull = {24, 60, 4, 240, {0, 12, 3}, 240, 24, 24};

const Limits& limits_of(SearchEffort effort) { return effort == SearchEffort::quick ? kQuick : kFull; }

/// Buffers of the pointwise layer, of activation and filter; acc has two where it can.
constexpr std::array<std::array<int, 3>, 7> kReaderBuffers = {
    {{2, 1, 2}, {2, 2, 2}, {3, 1, 2}, {1, 2, 2}, {1, 1, 2}, {2, 1, 1}, {1, 1, 1}}};

/// Rows of the bands of an extent that a search looks at: in one, two, three bands and on in steps of a third.
std::vector<int> band_rows(int extent) {
  std::vector<int> all = {extent};
  for (int n = 2; all.back() != 1; n += 1 + n / 3) {
    const int rows = ceil_div(extent, std::min(n, extent));
    if (rows != all.back()) all.push_back(rows);
  }
  return all;
}

class PairSearch {
 public:
  PairSearch(const PairMapping& mapping, const PairPasses& passes, const isa::HardwareConfig& config,
             const PairScope& scope, const Evaluator& evaluate)
      : mapping_(mapping),
        passes_(passes),
        config_(config),
        limits_(limits_of(scope.effort)),
        given_(scope.given),
        evaluate_(evaluate),
        local_([this](PairPlan& plan) { return complete(plan); },
               [this](const PairPlan& plan) { return evaluation_of(plan); }, pair_changes(mapping)) {}

  /// Evaluates plans to start from, at most so many; more when it is called again.
  void begin(std::size_t most) {
    if (starts_.empty()) {
      if (const std::string problem = range_problem(given_, mapping_); !problem.empty()) refuse(problem);
      starts_ = starts();
    }
    most = std::min(most, limits_.simulated);
    while (started_ < starts_.size() && !local_.finished() && local_.evaluated().size() < most) {
      local_.attempt(starts_[started_++]);
    }
    if (local_.evaluated().empty()) {
      refuse(fmt::format("the scratchpads of {} do not hold a tile of both layers{}", config_.name,
                         given_.empty() ? "" : " as given"));
    }
  }

  /// Evaluates all plans to start from.
  void begin() { begin(limits_.simulated); }

  /// Changes the best of them step by step.
  void improve() {
    local_.improve(limits_.climb);
    leave_out_padding();
  }

  std::int64_t cycles() const { return local_.best().evaluation.cycles; }
  PairSearchResult result() const {
    return {local_.best().plan, cycles(), static_cast<int>(local_.evaluated().size())};
  }

 private:
  [[noreturn]] void refuse(const std::string& problem) const {
    throw Refused(fmt::format("{}+{}, mapping {}: {}", mapping_.depthwise.name, mapping_.pointwise.name,
                              mapping_.first.name, problem));
  }

  /// Goes on without the depthwise layer's operations on padding, where that is better.
  void leave_out_padding() {
    if (!can_skip_padding(mapping_.first.nest)) return;
    PairPlan plan = local_.best().plan;
    plan.first.skip_padding = true;
    if (local_.attempt(plan)) local_.improve(limits_.climb);
  }

  /// Plans to start from, those that look best first.
  std::vector<PairPlan> starts() {
    std::vector<std::pair<std::int64_t, PairPlan>> writing;
    for (PairPlan& plan : writers()) {
      if (divide_scratchpads(mapping_, config_, plan)) writing.emplace_back(estimate_first(plan), plan);
    }
    keep_least(writing, limits_.writers);
    std::vector<std::pair<std::int64_t, PairPlan>> found;
    for (auto& [writing_cycles, plan] : writing) {
      const auto rest = divide_scratchpads(mapping_, config_, plan);
      for (auto& [cycles, reader] : readers(*rest)) {
        plan.second = reader;
        found.emplace_back(writing_cycles + cycles, plan);
      }
    }
    keep_least(found, found.size());
    std::vector<PairPlan> plans;
    for (auto& [cycles, plan] : found) plans.push_back(std::move(plan));
    return plans;
  }

  /// Sorts by estimates, equal ones as they stand, and keeps the first `count`.
  template <typename Plan>
  static void keep_least(std::vector<std::pair<std::int64_t, Plan>>& plans, std::size_t count) {
    std::stable_sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (plans.size() > count) plans.resize(count);
  }

  std::int64_t estimate_first(const PairPlan& plan) const {
    const LoopNest& nest = mapping_.first.nest;
    return estimate_cycles(nest, banded_tiling(nest, plan.first), config_,
                           1 + static_cast<int>(passes_.depthwise.size()));
  }

  /// The depthwise layer's side of plans: bands of rows, groups of channels, filters that stay or come again. Columns
  /// are cut only where nothing else fits.
  std::vector<PairPlan> writers() const {
    const LoopNest& nest = mapping_.first.nest;
    std::vector<PairPlan> plans;
    for (int strips = 1; plans.empty() && strips < 2 * nest.cols; strips *= 2) {
      const int cols = ceil_div(nest.cols, std::min(strips, nest.cols));
      std::size_t bands = 0;
      for (const int rows : band_rows(nest.rows)) {
        if (bands == limits_.bands) break;
        const std::size_t before = plans.size();
        for (int groups = nest.groups(); groups > 0; groups /= 2)
          append_writers({groups, nest.filters_per_group, rows, cols}, plans);
        if (plans.size() > before) ++bands;
      }
    }
    return plans;
  }

  void append_writers(const TileShape& shape, std::vector<PairPlan>& plans) const {
    const LoopNest& nest = mapping_.first.nest;
    const bool in_acc = nest.in_acc();
    PairPlan plan;
    plan.first.shape = shape;
    plan.first.taps_per_step = static_cast<int>(nest.taps.size());
    if (in_acc) plan.first.activation_buffers = plan.first.filter_buffers = 1;
    cut_transposition(plan);
    append_writer(plan, plans);
    // Filters that all stay, where they would come again with each band.
    plan.first.filter_buffers = ceil_div(nest.groups(), shape.groups);
    const bool come_again = shape.rows < nest.rows && plan.first.filter_buffers > 2 && !in_acc;
    if (come_again) append_writer(plan, plans);
  }

  /// Adds a plan, as given, that leaves room for the pointwise layer; how much, is up to whoever gave it.
  void append_writer(PairPlan plan, std::vector<PairPlan>& plans) const {
    plan = given_.applied_to(plan);
    if (given_.first.empty() && !takes_its_part(plan)) return;
    if (!divide_scratchpads(mapping_, config_, plan)) return;
    const bool known = !given_.empty() && std::any_of(plans.begin(), plans.end(), [&](const PairPlan& other) {
      return other.choices() == plan.choices();
    });
    if (!known) plans.push_back(plan);
  }

  /// Places that are transposed at a time: those of a band, or as many as take a part of acc.
  void cut_transposition(PairPlan& plan) const {
    if (!mapping_.transposition) return;
    constexpr int kPart = 3;
    const Transposition& t = *mapping_.transposition;
    const int room = isa::addressable_depth(isa::Buffer::acc, config_) / kPart / plan.transposition.buffers;
    // Counted in places whose pixels lie together.
    const int places = std::max(1, room / transposed_vectors(t, t.together_rows * t.together_cols));
    const int cols = ceil_div(t.cols, t.together_cols);
    const int rows = std::max(1, plan.first.shape.rows / t.together_rows);
    const int strips = ceil_div(cols, std::min(places, cols));
    const int strip = ceil_div(cols, strips);
    plan.transposition.cols = std::min(t.cols, strip * t.together_cols);
    plan.transposition.rows = std::min(t.rows, std::clamp(places / strip, 1, rows) * t.together_rows);
  }

  /// Leaves something of every scratchpad.
  bool takes_its_part(PairPlan plan) const {
    const auto rest = divide_scratchpads(mapping_, config_, plan);
    if (!rest) return false;
    const ScratchpadPartition whole = ScratchpadPartition::whole(config_);
    const auto left = [&](isa::Buffer buffer) { return rest->size(buffer) * 4 >= whole.size(buffer); };
    return left(isa::Buffer::inp) && left(isa::Buffer::wgt) && left(isa::Buffer::acc);
  }

  /// The pointwise layer's tilings with the least estimates in what is left.
  std::vector<std::pair<std::int64_t, TilingPlan>> readers(const ScratchpadPartition& rest) const {
    const LoopNest& nest = mapping_.reading;
    const std::int64_t products = least_products(nest);
    const int alu_passes = 1 + static_cast<int>(passes_.pointwise.size());
    TilingCandidates candidates(nest, rest, given_.second);
    LeastEstimate least_of(nest, config_, alu_passes);
    std::vector<std::pair<std::int64_t, TilingPlan>> found;  // The least so far.
    constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
    std::int64_t least = kNone;
    const bool comparable = given_.second.empty();  // What is given may be what it does not count with.
    for (const int taps : candidates.step_sizes()) {
      for (const auto& [activation, filter, acc] : kReaderBuffers) {
        // Buffers that leave a module waiting are for what does not fit otherwise.
        if (activation + acc < 4 && !found.empty()) break;
        TilingPlan buffers;
        buffers.taps_per_step = taps;
        buffers.activation_buffers = activation;
        buffers.filter_buffers = filter;
        buffers.acc_buffers = acc;
        candidates.visit_shapes(buffers, true, [&](const TilingPlan& plan) {
          const std::int64_t tiles = std::int64_t{ceil_div(nest.rows, plan.shape.rows)} *
                                     ceil_div(nest.cols, plan.shape.cols) *
                                     ceil_div(nest.filters, plan.shape.filters_per_group);
          const std::int64_t steps = tiles * ceil_div(static_cast<int>(nest.taps.size()), taps);
          if (!found.empty() && least_compute_cycles(nest, products, tiles, steps, alu_passes) > least) return;
          const std::int64_t limit = found.size() < limits_.readers ? kNone : found.back().first;
          if (comparable && least_of.of(plan) >= limit) return;
          const std::int64_t cycles = estimate_cycles(nest, tiling_of(nest, plan), config_, alu_passes, limit);
          if (cycles >= limit) return;
          least = std::min(least, cycles);
          found.emplace_back(cycles, plan);
          keep_least(found, limits_.readers);
        });
      }
    }
    return found;
  }

  /// Divides the scratchpads among the layers. False where they do not hold a tile of both.
  bool complete(PairPlan& plan) const {
    if (!given_.allows(plan)) return false;
    const auto rest = divide_scratchpads(mapping_, config_, plan);
    return rest && TilingCandidates(mapping_.reading, *rest).fits(plan.second);
  }

  Evaluation evaluation_of(const PairPlan& plan) const {
    const BuiltPairProgram built = build_pair_program(mapping_, plan, passes_, config_);
    return {evaluate_(built.program), built.stats.bound(), built.stats.read_bytes};
  }

  const PairMapping& mapping_;
  const PairPasses& passes_;
  const isa::HardwareConfig& config_;
  const Limits& limits_;
  const PartialPairPlan& given_;
  const Evaluator& evaluate_;
  std::vector<PairPlan> starts_;
  std::size_t started_ = 0;  ///< Of these.
  LocalSearch<PairPlan> local_;
};

}  // namespace

std::int64_t least_pair_cycles(const PairMapping& mapping, const PairPasses& passes,
                               const isa::HardwareConfig& config) {
  const LoopNest& second = mapping.reading;
  const LeastCycles writing = least_cycles(mapping.first.nest, config, 1 + static_cast<int>(passes.depthwise.size()));
  const LeastCycles reading = least_cycles(second, config, 1 + static_cast<int>(passes.pointwise.size()));
  LeastCycles least = writing + reading;
  if (mapping.transposition) {
    // Each vector that the pointwise layer reads is reset and picked, after it was loaded as a row of a tile.
    const std::int64_t between = least_activation_bytes(second, config);
    least.compute += 2 * between / config.element_bytes(isa::Buffer::inp);
    least.read += between / config.bus_bytes;
  }
  return least.bound();
}

PairSearchResult search_pair(const PairMapping& mapping, const PairPasses& passes, const isa::HardwareConfig& config,
                             const PairScope& scope, const Evaluator& evaluate) {
  // Where the pointwise layer reads pixels as they are made, layers overlap the more the more bands there are, and
  // tiles are the smaller: no single step leads from the best of one number of bands to that of another.
  const bool as_made = mapping.transposition && !mapping.transposition->places.empty();
  const Limits& limits = limits_of(scope.effort);
  std::vector<PairScope> scopes = {scope};
  if (as_made && !scope.given.first.rows) {
    const std::vector<int> bands = band_rows(mapping.first.nest.rows);
    scopes.resize(std::min(bands.size(), limits.bands), scope);
    for (std::size_t i = 0; i < scopes.size(); ++i) scopes[i].given.first.rows = bands[i];
  }
  std::vector<std::unique_ptr<PairSearch>> searches;
  std::string refusal;
  for (const PairScope& one : scopes) {
    auto search = std::make_unique<PairSearch>(mapping, passes, config, one, evaluate);
    try {
      search->begin(limits.compared);
      searches.push_back(std::move(search));
    } catch (const Refused& error) {
      refusal = error.what();
    }
  }
  if (searches.empty()) throw Refused(refusal);
  const auto by_cycles = [](const auto& a, const auto& b) { return a->cycles() < b->cycles(); };
  std::stable_sort(searches.begin(), searches.end(), by_cycles);
  for (std::size_t i = 0; i < std::min(limits.begun, searches.size()); ++i) searches[i]->begin();
  std::stable_sort(searches.begin(), searches.end(), by_cycles);
  for (std::size_t i = 0; i < std::min(limits.improved, searches.size()); ++i) searches[i]->improve();
  PairSearchResult best = (*std::min_element(searches.begin(), searches.end(), by_cycles))->result();
  best.simulated = 0;
  for (const auto& search : searches) best.simulated += search->result().simulated;
  return best;
}

}  // namespace vtasim::compiler
