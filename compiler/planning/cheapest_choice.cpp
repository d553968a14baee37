#include "compiler/planning/cheapest_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

constexpr std::size_t kMostEntries = std::size_t{1} << 24;

/// The entry of a table for a choice of values of all variables.
std::size_t entry_of(const CostTable& table, const std::vector<std::size_t>& values,
                     const std::vector<std::size_t>& choice) {
  std::size_t entry = 0;
  for (const std::size_t variable : table.variables) entry = entry * values[variable] + choice[variable];
  return entry;
}

/// The number of entries of a table of these variables; more than kMostEntries stands for any such number.
std::size_t entries_of(const std::set<std::size_t>& variables, const std::vector<std::size_t>& values) {
  std::size_t entries = 1;
  for (const std::size_t variable : variables) {
    entries *= values[variable];
    if (entries > kMostEntries) return kMostEntries + 1;
  }
  return entries;
}

/// The next combination of values of these variables; false after the last.
bool advance(const std::vector<std::size_t>& variables, const std::vector<std::size_t>& values,
             std::vector<std::size_t>& choice) {
  for (auto variable = variables.rbegin(); variable != variables.rend(); ++variable) {
    if (++choice[*variable] < values[*variable]) return true;
    choice[*variable] = 0;
  }
  return false;
}

/// A variable that is gone, and the tables that it was in.
struct Eliminated {
  std::size_t variable = 0;
  std::vector<CostTable> tables;
};

class Elimination {
 public:
  Elimination(const std::vector<std::size_t>& values, std::vector<CostTable> tables)
      : values_(values), tables_(std::move(tables)) {}

  std::optional<std::vector<std::size_t>> run() {
    std::set<std::size_t> left;
    for (std::size_t variable = 0; variable < values_.size(); ++variable) left.insert(variable);
    while (!left.empty()) {
      const std::size_t next = smallest(left);
      eliminate(next);
      left.erase(next);
    }
    Cost total;
    for (const CostTable& table : tables_) total = total + table.costs.front();  // None has variables any more.
    if (total.is_impossible()) return std::nullopt;
    std::vector<std::size_t> choice(values_.size());
    for (auto one = eliminated_.rbegin(); one != eliminated_.rend(); ++one) choice[one->variable] = best(*one, choice);
    return choice;
  }

 private:
  /// Variables of all tables that have this one, itself left out.
  std::set<std::size_t> neighbours(std::size_t variable) const {
    std::set<std::size_t> all;
    for (const CostTable& table : tables_) {
      if (!has(table, variable)) continue;
      all.insert(table.variables.begin(), table.variables.end());
    }
    all.erase(variable);
    return all;
  }

  static bool has(const CostTable& table, std::size_t variable) {
    return std::find(table.variables.begin(), table.variables.end(), variable) != table.variables.end();
  }

  /// The variable whose elimination makes the smallest table; the first of equals.
  std::size_t smallest(const std::set<std::size_t>& left) const {
    std::pair least(std::numeric_limits<std::size_t>::max(), std::size_t{0});
    for (const std::size_t variable : left) {
      least = std::min(least, std::pair(entries_of(neighbours(variable), values_), variable));
    }
    return least.second;
  }

  void eliminate(std::size_t variable) {
    const std::set<std::size_t> others = neighbours(variable);
    const std::size_t entries = entries_of(others, values_);
    if (entries > kMostEntries) {
      throw Error(fmt::format("too many choices depend on each other: {} variables have more than {} combinations",
                              others.size(), kMostEntries));
    }
    Eliminated one{variable, {}};
    const auto kept = std::stable_partition(tables_.begin(), tables_.end(),
                                            [&](const CostTable& table) { return !has(table, variable); });
    std::move(kept, tables_.end(), std::back_inserter(one.tables));
    tables_.erase(kept, tables_.end());

    CostTable made;
    made.variables.assign(others.begin(), others.end());
    made.costs.reserve(entries);
    std::vector<std::size_t> choice(values_.size());
    do {
      choice[variable] = best(one, choice);
      made.costs.push_back(sum(one, choice));
    } while (advance(made.variables, values_, choice));
    tables_.push_back(std::move(made));
    eliminated_.push_back(std::move(one));
  }

  Cost sum(const Eliminated& one, const std::vector<std::size_t>& choice) const {
    Cost total;
    for (const CostTable& table : one.tables) total = total + table.costs[entry_of(table, values_, choice)];
    return total;
  }

  /// The best value of a variable, those of all others in its tables being chosen; the first of equals.
  std::size_t best(const Eliminated& one, std::vector<std::size_t> choice) const {
    std::pair<Cost, std::size_t> least{Cost::impossible(), 0};
    for (std::size_t value = 0; value < values_[one.variable]; ++value) {
      choice[one.variable] = value;
      const Cost cost = sum(one, choice);
      if (cost < least.first) least = {cost, value};
    }
    return least.second;
  }

  const std::vector<std::size_t>& values_;
  std::vector<CostTable> tables_;
  std::vector<Eliminated> eliminated_;
};

}  // namespace

Cost Cost::impossible() {
  return {std::numeric_limits<std::int64_t>::max() / 2, std::numeric_limits<std::int64_t>::max() / 2};
}

bool Cost::is_impossible() const { return !(*this < impossible()); }

Cost operator+(const Cost& a, const Cost& b) {
  if (a.is_impossible() || b.is_impossible()) return Cost::impossible();
  return {a.first + b.first, a.second + b.second};
}

std::optional<std::vector<std::size_t>> cheapest_choice(const std::vector<std::size_t>& values,
                                                        const std::vector<CostTable>& tables) {
  return Elimination(values, tables).run();
}

}  // namespace vtasim::compiler
