#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

/// Looks for the plan whose program takes the fewest cycles: first among plans that it is given, then from the best of
/// them to better ones that differ from it in one thing. Plans are evaluated in the order in which they come, each
/// once; which are the same is what Plan::choices() says. So a search always takes the same way.
template <typename Plan>
class LocalSearch {
 public:
  /// Whether there is a program of a plan; fills in what follows from its choices where there is.
  using Complete = std::function<bool(Plan&)>;
  using Evaluate = std::function<Evaluation(const Plan&)>;
  /// Plans that differ from one in one thing, in the order in which they are tried. Not all need have a program.
  using Neighbours = std::function<std::vector<Plan>(const Plan&)>;

  struct Evaluated {
    Plan plan;
    Evaluation evaluation;
  };

  LocalSearch(Complete complete, Evaluate evaluate, Neighbours neighbours)
      : complete_(std::move(complete)), evaluate_(std::move(evaluate)), neighbours_(std::move(neighbours)) {}

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

  /// Goes on to the best neighbour of the best plan, until none is better or it is finished, `rounds` times at most.
  /// Some plan must have been evaluated.
  void improve(int rounds) {
    for (int round = 0; round < rounds && !finished_; ++round) {
      if (!try_neighbours()) return;
    }
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

  /// False where no neighbour of the best plan is better.
  bool try_neighbours() {
    bool better = false;
    for (Plan& plan : neighbours_(best().plan)) {
      if (finished_) break;
      better |= attempt(std::move(plan));
    }
    return better;
  }

  Complete complete_;
  Evaluate evaluate_;
  Neighbours neighbours_;
  std::set<decltype(std::declval<const Plan&>().choices())> seen_;  ///< Of what was evaluated.
  std::vector<Evaluated> evaluated_;
  std::size_t best_ = 0;
  bool finished_ = false;
};

}  // namespace vtasim::compiler
