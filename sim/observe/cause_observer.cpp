#include "sim/observe/cause_observer.h"

#include <algorithm>

#include "isa/rules/compute_cycles.h"

namespace vtasim::machine {

namespace {

bool pushes(const isa::Instruction& instruction, TokenQueue queue) {
  const isa::Module module = module_of(instruction);
  const isa::Deps& deps = deps_of(instruction);
  switch (queue) {
    case TokenQueue::load_to_compute:
      return module == isa::Module::load && deps.push_next != 0;
    case TokenQueue::compute_to_load:
      return module == isa::Module::compute && deps.push_prev != 0;
    case TokenQueue::compute_to_store:
      return module == isa::Module::compute && deps.push_next != 0;
    case TokenQueue::store_to_compute:
      return module == isa::Module::store && deps.push_prev != 0;
  }
  return false;
}

isa::Module producer_of(TokenQueue queue) {
  switch (queue) {
    case TokenQueue::load_to_compute:
      return isa::Module::load;
    case TokenQueue::store_to_compute:
      return isa::Module::store;
    default:
      return isa::Module::compute;
  }
}

/// Cycles in which a GEMM or ALU instruction issues.
std::int64_t issue_cycles(const isa::Instruction& instruction) {
  if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) {
    return static_cast<std::int64_t>(loop_counts(*gemm).total());
  }
  const isa::Alu& alu = std::get<isa::Alu>(instruction);
  return static_cast<std::int64_t>(loop_counts(alu).total()) * isa::alu_cycles(alu.use_imm != 0);
}

ReadPort port_of(Work work) {
  switch (work) {
    case Work::uop:
      return ReadPort::uop;
    case Work::acc:
      return ReadPort::acc;
    case Work::inp:
      return ReadPort::inp;
    default:
      return ReadPort::wgt;
  }
}

bool is_read(Work work) { return work == Work::inp || work == Work::wgt || work == Work::uop || work == Work::acc; }

isa::Module reader_of(ReadPort port) {
  return port == ReadPort::inp || port == ReadPort::wgt ? isa::Module::load : isa::Module::compute;
}

}  // namespace

void CauseObserver::run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) {
  config_ = &config;
  program_ = &program;
  totals_ = CauseTotals{};
  window_ = kNever;
  modules_.fill(ModuleState{});
  for (Tokens& tokens : tokens_) {
    tokens.posted.clear();
    tokens.taken = 0;
  }
  dispatched_.assign(program.size(), kNever);
  history_.clear();
  writes_.clear();
  fetch_.clear();
  fetch_cursor_ = 0;
  chunk_.clear();
  chunk_under_way_ = false;
  full_for_ = -1;
}

// Fetch.

void CauseObserver::chunk_asked(std::int32_t first, std::int32_t, std::int64_t empty, std::int64_t valid) {
  chunk_first_ = first;
  chunk_empty_ = empty;
  chunk_valid_ = valid;
  chunk_low_ = history_.first_since(valid);
  chunk_under_way_ = true;
}

void CauseObserver::queue_full(std::int32_t instruction, std::int64_t since) {
  full_for_ = instruction;
  full_since_ = since;
}

void CauseObserver::fetch_to(std::int64_t until, Cause cause, ReadPort taker, std::int32_t other) {
  if (until <= fetch_cursor_) return;
  CauseInterval* last = fetch_.empty() ? nullptr : &fetch_.back();
  if (last != nullptr && last->cause == cause && last->taker == taker && last->other == other) {
    last->to = until;
  } else {
    fetch_.push_back({cause, taker, other, fetch_cursor_, until});
  }
  fetch_cursor_ = until;
}

/// The cycles of the chunk that was asked for last, from where its buffer is empty to its last data, or to `cut`.
void CauseObserver::split_chunk(std::int64_t cut) {
  chunk_.clear();
  const auto emit = [&](Cause cause, ReadPort taker, std::int64_t from, std::int64_t to) {
    chunk_.push_back({cause, taker, -1, from, to});
  };
  ReadSplit<decltype(emit)> split(history_, ReadPort::fetch, chunk_low_, chunk_empty_, config_->memory_delay, emit);
  split.to(chunk_valid_, Cause::request);
  split.run();
  if (cut != kNever) split.cut(cut);
}

/// The chunk that was read last, up to `until`.
void CauseObserver::fetch_chunk(std::int64_t until) {
  for (const CauseInterval& interval : chunk_) fetch_to(std::min(until, interval.to), interval.cause, interval.taker);
}

void CauseObserver::dispatched(std::int32_t instruction, isa::Module, std::int64_t cycle) {
  dispatched_[static_cast<std::size_t>(instruction)] = cycle;
  const std::int64_t ready = full_for_ == instruction ? full_since_ : cycle;
  if (instruction == chunk_first_) fetch_chunk(ready);
  fetch_to(ready, Cause::drain);
  fetch_to(cycle, Cause::queue, ReadPort::fetch, instruction);
  fetch_to(cycle + 1, Cause::handover);
}

// Modules.

void CauseObserver::spend(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval) {
  totals_.add(unit, work, interval);
  for (CauseListener* listener : listeners_) listener->spent(unit, work, instruction, interval);
}

void CauseObserver::spend(isa::Module module, Work work, std::int32_t instruction, Cause cause, std::int64_t from,
                          std::int64_t to, ReadPort taker, std::int32_t other) {
  to = std::min(to, window_);
  if (from < to) spend(unit_of(module), work, instruction, {cause, taker, other, from, to});
}

void CauseObserver::token_popped(TokenQueue queue, std::int32_t, std::int64_t) {
  Tokens& tokens = of(queue);
  const Token token = tokens.posted[tokens.taken++];
  if (tokens.taken == tokens.posted.size()) {
    tokens.posted.clear();
    tokens.taken = 0;
  }
  switch (queue) {
    case TokenQueue::load_to_compute:
      of(isa::Module::compute).from_prev = token;
      break;
    case TokenQueue::store_to_compute:
      of(isa::Module::compute).from_next = token;
      break;
    case TokenQueue::compute_to_load:
      of(isa::Module::load).from_next = token;
      break;
    case TokenQueue::compute_to_store:
      of(isa::Module::store).from_prev = token;
      break;
  }
}

void CauseObserver::token_pushed(TokenQueue queue, std::int32_t producer, std::int64_t cycle, bool kept) {
  if (kept) of(queue).posted.push_back({producer, cycle + 1});
}

/// The module waits for `instruction` to be handed over, up to `to`.
void CauseObserver::undelivered(isa::Module module, std::int32_t instruction, std::int64_t to) {
  ModuleState& state = of(module);
  to = std::min(to, window_);
  while (state.since < to) {
    std::size_t& i = state.fetch_interval;
    while (i < fetch_.size() && fetch_[i].to <= state.since) ++i;
    if (i == fetch_.size()) return;
    const bool queue = fetch_[i].cause == Cause::queue;
    std::int64_t until = fetch_[i].to;
    for (std::size_t next = i + 1; !queue && until < to && next < fetch_.size(); ++next) {
      if (fetch_[next].cause == Cause::queue) break;
      until = fetch_[next].to;
    }
    until = std::min(until, to);
    spend(module, Work::idle, instruction, queue ? Cause::queue : Cause::fetch, state.since, until, ReadPort::fetch,
          queue ? fetch_[i].other : -1);
    state.since = until;
  }
}

void CauseObserver::started(std::int32_t instruction, isa::Module module, std::int64_t start) {
  ModuleState& state = of(module);
  undelivered(module, instruction, dispatched_[static_cast<std::size_t>(instruction)] + 1);
  const auto wait = [&](Token& token, Cause cause) {
    if (token.producer >= 0 && token.ready > state.since) {
      spend(module, Work::idle, instruction, cause, state.since, token.ready, ReadPort::fetch, token.producer);
      state.since = token.ready;
    }
    token.producer = -1;
  };
  for (CauseListener* listener : listeners_) {
    listener->took_tokens(instruction, state.from_prev.producer, state.from_next.producer);
  }
  wait(state.from_prev, Cause::token_prev);
  wait(state.from_next, Cause::token_next);
  spend(module, Work::idle, instruction, Cause::handover, start - 1, start);

  const isa::Instruction& insn = (*program_)[static_cast<std::size_t>(instruction)];
  state.running = instruction;
  state.work = work_of(insn);
  state.since = start;
  state.padded = 0;
  if (state.work == Work::store) {
    writes_.clear();
  } else if (is_read(state.work)) {
    state.low = history_.first_since(start);
  }
  if (window_ == kNever && state.work == Work::sync && std::holds_alternative<isa::Finish>(insn)) window_ = start + 1;
}

void CauseObserver::read_burst(const ReadBurst& burst) {
  history_.push_back(burst);
  if (burst.port != ReadPort::fetch || burst.more) return;
  chunk_under_way_ = false;
  split_chunk(kNever);
  for (CauseListener* listener : listeners_) listener->read_chunk(chunk_first_, chunk_empty_, chunk_);
}

void CauseObserver::write_burst(const WriteBurst& burst) { writes_.push_back(burst); }

void CauseObserver::padded(ReadPort port, std::int64_t cycles) { of(reader_of(port)).padded = cycles; }

void CauseObserver::ended(std::int32_t instruction, isa::Module module, std::int64_t end) {
  ModuleState& state = of(module);
  busy(module, end, false);
  state.running = -1;
  state.since = end;
  state.next = instruction + 1;
  if (history_.is_long()) forget_bursts();
}

void CauseObserver::forget_bursts() {
  // Bursts that a reader to come may still wait for: their data ends now or later, as that of 16 at most does.
  constexpr std::size_t kLate = 64;
  std::size_t needed = history_.end() - std::min(history_.end(), kLate);
  for (const ModuleState& other : modules_) {
    if (other.running >= 0 && is_read(other.work)) needed = std::min(needed, other.low);
  }
  if (chunk_under_way_) needed = std::min(needed, chunk_low_);
  history_.forget_before(needed);
}

/// The cycles of the running instruction from its start to `end`; `cut` where the run does not see its end.
void CauseObserver::busy(isa::Module module, std::int64_t end, bool cut) {
  const ModuleState& state = of(module);
  constexpr std::int64_t kSyncBusy = 1;
  if (!cut && end - state.since == kSyncBusy) {
    return spend(module, state.work, state.running, Cause::sync, state.since, end);
  }
  switch (state.work) {
    case Work::gemm:
    case Work::alu:
      return compute_busy(module, issue_cycles((*program_)[static_cast<std::size_t>(state.running)]), end);
    case Work::store:
      return store_busy(module, end);
    case Work::sync:
      return spend(module, state.work, state.running, Cause::sync, state.since, end);
    default:
      return load_busy(module, end, cut);
  }
}

void CauseObserver::compute_busy(isa::Module module, std::int64_t operations, std::int64_t end) {
  const ModuleState& state = of(module);
  const std::int64_t first = std::min(end, state.since - 1 + isa::kComputeStart);
  const std::int64_t behind = operations < end - first ? first + operations : end;
  if (listeners_.empty() && end <= window_) {
    CauseTotals::ByCause& cycles = totals_.by_cause(unit_of(module), state.work);
    cycles[CauseTotals::index(Cause::fill)] += first - state.since;
    cycles[CauseTotals::index(Cause::operations)] += behind - first;
    cycles[CauseTotals::index(Cause::drain)] += end - behind;
    return;
  }
  spend(module, state.work, state.running, Cause::fill, state.since, first);
  spend(module, state.work, state.running, Cause::operations, first, behind);
  spend(module, state.work, state.running, Cause::drain, behind, end);
}

template <class Emit>
void CauseObserver::split_load(const ModuleState& state, std::int64_t end, bool cut, Emit emit) const {
  ReadSplit<Emit> split(history_, port_of(state.work), state.low, state.since, config_->memory_delay, emit);
  split.run();
  if (cut) return split.cut(end);
  if (state.padded > 0) {
    split.to(end - 1 - state.padded, Cause::drain);
    split.to(end - 1, Cause::padding);
  }
  split.to(end, Cause::drain);
}

void CauseObserver::load_busy(isa::Module module, std::int64_t end, bool cut) {
  const ModuleState& state = of(module);
  if (listeners_.empty() && end <= window_) {
    // Only their sums are asked for.
    CauseTotals::ByCause& cycles = totals_.by_cause(unit_of(module), state.work);
    CauseTotals::ByPort& taken = totals_.by_taker(unit_of(module), state.work);
    return split_load(state, end, cut, [&](Cause cause, ReadPort taker, std::int64_t from, std::int64_t to) {
      cycles[static_cast<std::size_t>(cause)] += to - from;
      if (cause == Cause::bus) taken[static_cast<std::size_t>(taker)] += to - from;
    });
  }
  split_load(state, end, cut, [&](Cause cause, ReadPort taker, std::int64_t from, std::int64_t to) {
    spend(module, state.work, state.running, cause, from, to, taker);
  });
}

void CauseObserver::store_busy(isa::Module module, std::int64_t end) {
  const ModuleState& state = of(module);
  std::int64_t cursor = state.since;
  const auto to = [&](std::int64_t until, Cause cause) {
    until = std::min(until, end);
    if (until <= cursor) return;
    spend(module, state.work, state.running, cause, cursor, until);
    cursor = until;
  };
  for (const WriteBurst& burst : writes_) {
    to(burst.first, Cause::request);
    const std::int64_t vectors = burst.last - burst.first + 1 - burst.beats;
    if (vectors > 0 && listeners_.empty() && burst.last < std::min(end, window_)) {
      // Only their sums are asked for.
      to(burst.first + burst.beats, Cause::data);
      to(burst.last + 1, Cause::vector);
    } else if (vectors > 0) {
      // A cycle after each vector but the last.
      const std::int64_t beats = config_->element_bytes(isa::Buffer::out) / config_->bus_bytes;
      for (std::int64_t i = 0; i < vectors && cursor < end; ++i) {
        to(cursor + beats, Cause::data);
        to(cursor + 1, Cause::vector);
      }
    }
    to(burst.last + 1, Cause::data);
    to(burst.acknowledged + 1, Cause::memory);
    if (cursor >= end) return;
  }
  to(end, writes_.empty() ? Cause::request : Cause::drain);
}

// The end.

void CauseObserver::rest_of_fetch(std::int64_t window) {
  const std::size_t left =
      static_cast<std::size_t>(std::find(dispatched_.begin(), dispatched_.end(), kNever) - dispatched_.begin());
  if (left == dispatched_.size()) {
    fetch_to(window, Cause::none);
  } else if (full_for_ == static_cast<std::int32_t>(left)) {
    if (full_for_ == chunk_first_) fetch_chunk(std::min(window, full_since_));
    fetch_to(std::min(window, full_since_), Cause::drain);
    fetch_to(window, Cause::queue, ReadPort::fetch, full_for_);
  } else {
    if (chunk_under_way_) split_chunk(window);
    if (static_cast<std::int32_t>(left) == chunk_first_) fetch_chunk(window);
    fetch_to(window, Cause::drain);
  }
  std::int32_t instruction = 0;
  for (CauseInterval& interval : fetch_) {
    interval.to = std::min(interval.to, window);
    if (interval.from >= interval.to) break;
    while (instruction < static_cast<std::int32_t>(left) &&
           dispatched_[static_cast<std::size_t>(instruction)] < interval.from) {
      ++instruction;
    }
    const bool done = interval.cause == Cause::none;
    const bool idle = done || interval.cause == Cause::queue;
    spend(Unit::fetch, idle ? Work::idle : Work::instructions, done ? -1 : instruction, interval);
  }
}

/// The instruction whose token the consumer of a queue waits for, which is empty: the next that pushes one.
std::int32_t CauseObserver::next_producer(TokenQueue queue) const {
  const auto first = static_cast<std::size_t>(modules_[static_cast<std::size_t>(producer_of(queue))].next);
  for (std::size_t i = first; i < program_->size(); ++i) {
    if (pushes((*program_)[i], queue)) return static_cast<std::int32_t>(i);
  }
  return -1;
}

void CauseObserver::rest_of(isa::Module module, std::int64_t window) {
  ModuleState& state = of(module);
  if (state.running >= 0) return busy(module, window, true);
  if (state.since >= window) return;
  std::int32_t next = state.next;
  const auto size = static_cast<std::int32_t>(program_->size());
  while (next < size && module_of((*program_)[static_cast<std::size_t>(next)]) != module) ++next;
  if (next == size) return spend(module, Work::idle, -1, Cause::none, state.since, window);
  const std::int64_t dispatch = dispatched_[static_cast<std::size_t>(next)];
  undelivered(module, next, dispatch == kNever ? window : dispatch + 1);
  const isa::Deps& deps = deps_of((*program_)[static_cast<std::size_t>(next)]);
  const auto wait = [&](std::uint32_t pop, TokenQueue queue, Cause cause) {
    const Tokens& tokens = of(queue);
    if (pop == 0) return;
    const bool there = tokens.taken < tokens.posted.size();
    const Token token = there ? tokens.posted[tokens.taken] : Token{next_producer(queue), window};
    const std::int64_t ready = std::min(token.ready, window);
    if (ready <= state.since) return;
    spend(module, Work::idle, next, cause, state.since, ready, ReadPort::fetch, token.producer);
    state.since = ready;
  };
  if (module != isa::Module::load) wait(deps.pop_prev, tokens_from_prev(module), Cause::token_prev);
  if (module != isa::Module::store) wait(deps.pop_next, tokens_from_next(module), Cause::token_next);
  spend(module, Work::idle, next, Cause::handover, state.since, window);
}

void CauseObserver::run_ended(std::int64_t window) {
  window_ = window;
  totals_.window = window;
  rest_of_fetch(window);
  for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
    rest_of(module, window);
  }
}

}  // namespace vtasim::machine
