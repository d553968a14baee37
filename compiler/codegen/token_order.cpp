#include "compiler/codegen/token_order.h"

#include <algorithm>

#include "isa/rules/tokens.h"
#include "isa/token_only.h"

namespace vtasim::compiler {
namespace {

/// The bit by which `self` exchanges tokens with a neighbour: modules stand in a row, load, compute, store.
std::uint32_t& pop_bit(isa::Deps& deps, isa::Module self, isa::Module from) {
  return from < self ? deps.pop_prev : deps.pop_next;
}
std::uint32_t& push_bit(isa::Deps& deps, isa::Module self, isa::Module to) {
  return to < self ? deps.push_prev : deps.push_next;
}

/// Its sizes are 1 apart from x_size, so that it is plain to see that nothing hangs on y_size.
isa::Instruction tokens_only(isa::Module module) { return isa::token_only(module, {}, 1); }

}  // namespace

TokenOrder::TokenOrder(std::size_t instructions) {
  instructions_.reserve(instructions);
  started_with_.reserve(instructions);
}

void TokenOrder::order_after(isa::Module module, Index earlier) {
  if (earlier == kNone) return;
  const isa::Module other = module_of(instructions_[static_cast<std::size_t>(earlier)]);
  if (other == module || known_[index(module)][index(other)] >= earlier) return;
  if (module == isa::Module::compute || other == isa::Module::compute) {
    order_after_neighbour(module, other, earlier);
  } else {
    order_through_compute(module, other, earlier);
  }
}

void TokenOrder::order_after_neighbour(isa::Module module, isa::Module other, Index earlier) {
  // An instruction pops one token of a neighbour at most.
  if (pops_[index(module)][index(other)]) append(tokens_only(module));
  Index push = first_with_room(other, module, earlier);
  if (push == kNone) {
    // Even its latest instruction can be too far ahead of us: hold back a new one until we are here.
    order_after(other, latest(module));
    push = append(tokens_only(other));
  }
  add_token(other, module, push);
}

TokenOrder::Index TokenOrder::first_with_room(isa::Module from, isa::Module to, Index earliest) const {
  if (pending_after(from, to, earliest) <= isa::kMostPendingTokens) return earliest;  // Nearly always.
  // A later instruction may know more of the reader's progress, and so leave fewer tokens pending.
  const std::vector<Index>& all = of_module_[index(from)];
  const auto first =
      std::partition_point(std::lower_bound(all.begin(), all.end(), earliest), all.end(),
                           [&](Index push) { return pending_after(from, to, push) > isa::kMostPendingTokens; });
  return first == all.end() ? kNone : *first;
}

void TokenOrder::order_through_compute(isa::Module module, isa::Module other, Index earlier) {
  Index relay = first_started_after(other, earlier);
  if (relay == kNone) {
    order_after(isa::Module::compute, earlier);
    relay = append(tokens_only(isa::Module::compute));
  }
  order_after(module, relay);
}

TokenOrder::Index TokenOrder::first_started_after(isa::Module other, Index earlier) const {
  const std::vector<Index>& all = of_module_[index(isa::Module::compute)];
  const auto first = std::partition_point(std::upper_bound(all.begin(), all.end(), earlier), all.end(), [&](Index i) {
    return started_with_[static_cast<std::size_t>(i)][index(other)] < earlier;
  });
  return first == all.end() ? kNone : *first;
}

std::size_t TokenOrder::pending_after(isa::Module from, isa::Module to, Index push) const {
  // The tokens of a queue are popped in the order in which they are pushed, and `pop` grows along it: pending can be
  // all behind the last one whose pop `push` knows to have ended, and the one that it pushes itself.
  const Queue& tokens = queues_[index(from)][index(to)];
  const Index popped = started_with_[static_cast<std::size_t>(push)][index(to)];
  const auto first_pending = std::upper_bound(tokens.begin(), tokens.end(), popped,
                                              [](Index known, const Token& token) { return known < token.pop; });
  return static_cast<std::size_t>(tokens.end() - first_pending) + 1;
}

void TokenOrder::add_token(isa::Module from, isa::Module to, Index push) {
  const auto at = static_cast<std::size_t>(push);
  push_bit(deps_of(instructions_[at]), from, to) = 1;
  pops_[index(to)][index(from)] = true;
  queue(from, to).push_back({push, kNone});
  // What had ended when `push` started has ended when the popping instruction starts, and so has `push`.
  Clock& known = known_[index(to)];
  for (std::size_t m = 0; m < known.size(); ++m) known[m] = std::max(known[m], started_with_[at][m]);
  known[index(from)] = std::max(known[index(from)], push);
}

TokenOrder::Index TokenOrder::append(const isa::Instruction& instruction) {
  const isa::Module module = module_of(instruction);
  const auto at = static_cast<Index>(instructions_.size());
  instructions_.push_back(instruction);
  isa::Deps& deps = deps_of(instructions_.back());
  deps = {};
  for (const isa::Module from : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
    bool& pop = pops_[index(module)][index(from)];
    if (!pop) continue;
    pop_bit(deps, module, from) = 1;
    queue(from, module).back().pop = at;
    pop = false;
  }
  Clock& known = known_[index(module)];
  known[index(module)] = latest_[index(module)];
  started_with_.push_back(known);
  of_module_[index(module)].push_back(at);
  latest_[index(module)] = at;
  return at;
}

}  // namespace vtasim::compiler
