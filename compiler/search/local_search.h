#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace vtasim::compiler {

/// What was seen of a plan's program.
struct Evaluation {
  std::int64_t cycles = 0;
  std::int64_t bound = 0;  ///< Cycles that the program takes at least.
  std::int64_t read_bytes = 0;
};

/// Changes one thing in a plan. False where it then makes no sense.
template <typename Plan>
using Change = std::function<bool(Plan&)>;

/// How far a search goes on from what it has.
struct Climb {
  int best_rounds = 0;     ///< That try all changes of the same plan and go on with the best of them;
  int each_rounds = 0;     ///< then such as go on with each change that is better.
  std::size_t starts = 1;  ///< From so many of the best plans.
};

/// Looks for the plan whose program takes the fewest cycles: first among plans that it is given, then by changes to the
/// best of them. Plans are evaluated in the order in which they come, each once; which are the same is what
/// Plan::choices() says. So a search always takes the same way.
template <typename Plan>
class LocalSearch {
 public:
  /// Whether there is a program of a plan; fills in what follows from its choices where there is.
  using Complete = std::function<bool(Plan&)>;
  using Evaluate = std::function<Evaluation(const Plan&)>;

  struct Evaluated {
    Plan plan;
    Evaluation evaluation;
  };

  /// `changes` in the order in which they are tried.
  LocalSearch(Complete complete, Evaluate evaluate, std::vector<Change<Plan>> changes)
      : complete_(std::move(complete)), evaluate_(std::move(evaluate)), changes_(std::move(changes)) {}

  /// Evaluates a plan, if it has a program and was not evaluated before. True where it is the best so far; the first of
  /// equals is the best.
  bool attempt(Plan plan) {
    if (!complete_(plan) || !seen_.insert(plan.choices()).second) return false;
    evaluated_.push_back({plan, evaluate_(plan)});
    const Evaluation& found = evaluated_.back().evaluation;
    if (evaluated_.size() > 1 && found.cycles >= best().evaluation.cycles) return false;
    best_ = evaluated_.size() - 1;
    finished_ = found.cycles * 100 <= found.bound * (100 + kPercentOverBound);
    return true;
  }

  /// Goes on from the best plans by changes, by each again and again as long as it is better, until in a round none is
  /// or the search is finished. Some plan must have been evaluated.
  void improve(const Climb& climb) {
    for (const std::size_t start : best_few(climb.starts)) improve_from(start, climb);
  }

  /// No other plan can be much better than the best.
  bool finished() const { return finished_; }

  /// Of what was evaluated, of which there must be some.
  const Evaluated& best() const { return evaluated_[best_]; }

  /// In the order in which it was done.
  const std::vector<Evaluated>& evaluated() const { return evaluated_; }

 private:
  /// Programs within so much of their bound are not improved.
  static constexpr std::int64_t kPercentOverBound = 1;

  /// Of what was evaluated, the best first, equal ones as they came.
  std::vector<std::size_t> best_few(std::size_t count) const {
    std::vector<std::size_t> order(evaluated_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return cycles(a) < cycles(b); });
    order.resize(std::min(count, order.size()));
    return order;
  }

  void improve_from(std::size_t at, const Climb& climb) {
    bool better = true;
    for (int round = 0; better && round < climb.best_rounds; ++round) better = follow_best(at);
    for (int round = 0; better && round < climb.each_rounds; ++round) better = follow_each(at);
  }

  /// Tries all changes of a plan, and goes on with the best of them as long as that is better. False where none is.
  bool follow_best(std::size_t& at) {
    std::size_t best = at;
    const Change<Plan>* best_change = nullptr;
    for (const Change<Plan>& change : changes_) {
      std::size_t changed = at;
      if (finished_ || !step(change, changed) || cycles(changed) >= cycles(best)) continue;
      best = changed;
      best_change = &change;
    }
    if (best_change == nullptr) return false;
    at = best;
    follow(*best_change, at);
    return true;
  }

  /// Goes on with each change as long as that is better. False where none is.
  bool follow_each(std::size_t& at) {
    bool better = false;
    for (const Change<Plan>& change : changes_) better |= follow(change, at);
    return better;
  }

  bool follow(const Change<Plan>& change, std::size_t& at) {
    bool better = false;
    while (!finished_ && step(change, at)) better = true;
    return better;
  }

  /// Goes on to the changed plan, if that was not evaluated before and is better.
  bool step(const Change<Plan>& change, std::size_t& at) {
    Plan plan = evaluated_[at].plan;
    const std::size_t before = evaluated_.size();
    if (!change(plan)) return false;
    attempt(std::move(plan));
    if (evaluated_.size() == before || cycles(before) >= cycles(at)) return false;
    at = before;
    return true;
  }

  std::int64_t cycles(std::size_t index) const { return evaluated_[index].evaluation.cycles; }

  Complete complete_;
  Evaluate evaluate_;
  std::vector<Change<Plan>> changes_;
  std::set<decltype(std::declval<const Plan&>().choices())> seen_;  ///< Of what was evaluated.
  std::vector<Evaluated> evaluated_;
  std::size_t best_ = 0;
  bool finished_ = false;
};

}  // namespace vtasim::compiler
