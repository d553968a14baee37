#include "sim/trace/run_tracer.h"

#include <algorithm>

namespace vtasim::trace {

using machine::TokenQueue;

std::string_view to_string(TokenQueue queue) {
  constexpr std::array<std::string_view, machine::kTokenQueueCount> kNames = {"load_to_compute", "compute_to_load",
                                                                              "compute_to_store", "store_to_compute"};
  return kNames[static_cast<std::size_t>(queue)];
}

void RunTracer::run_began(const isa::HardwareConfig&, const std::vector<isa::Instruction>& program) {
  dispatched_.assign(program.size(), -1);
  for (Count& count : counts_) count = Count{};
  open_.fill(false);
  tell([&](TraceSink& sink) { sink.run_began(program, window_); });
}

void RunTracer::dispatched(std::int32_t instruction, isa::Module, std::int64_t cycle) {
  dispatched_[static_cast<std::size_t>(instruction)] = cycle;
}

// Instructions.

void RunTracer::took_tokens(std::int32_t, std::int32_t from_prev, std::int32_t from_next) {
  from_prev_ = from_prev;
  from_next_ = from_next;
}

void RunTracer::started(std::int32_t instruction, isa::Module module, std::int64_t start) {
  if (start >= window_) return;
  open_[static_cast<std::size_t>(module)] = true;
  const Beginning beginning{instruction, dispatched_[static_cast<std::size_t>(instruction)], start, from_prev_,
                            from_next_};
  tell([&](TraceSink& sink) { sink.began(machine::unit_of(module), beginning); });
}

void RunTracer::ended(std::int32_t, isa::Module module, std::int64_t end) { close(module, end); }

void RunTracer::close(isa::Module module, std::int64_t end) {
  bool& open = open_[static_cast<std::size_t>(module)];
  if (!open) return;
  open = false;
  tell([&](TraceSink& sink) { sink.ended(machine::unit_of(module), std::min(end, window_)); });
}

void RunTracer::spent(machine::Unit unit, machine::Work work, std::int32_t instruction,
                      const machine::CauseInterval& interval) {
  machine::CauseInterval counted = interval;
  counted.to = std::min(counted.to, window_);
  if (counted.from >= counted.to) return;
  tell([&](TraceSink& sink) { sink.spent(unit, work, instruction, counted); });
}

// Tokens: a counter has its new value in the cycle after (Semaphore.scala).

void RunTracer::token_popped(TokenQueue queue, std::int32_t, std::int64_t cycle) { change(queue, cycle + 1, -1); }

void RunTracer::token_pushed(TokenQueue queue, std::int32_t, std::int64_t cycle, bool kept) {
  if (kept) change(queue, cycle + 1, 1);
}

void RunTracer::change(TokenQueue queue, std::int64_t cycle, int by) {
  tell_counts(queue, cycle - 1);
  std::vector<Change>& ahead = counts_[static_cast<std::size_t>(queue)].ahead;
  const auto later = std::find_if(ahead.begin(), ahead.end(), [&](const Change& c) { return c.cycle >= cycle; });
  if (later != ahead.end() && later->cycle == cycle) {
    later->by += by;
  } else {
    ahead.insert(later, {cycle, by});
  }
}

void RunTracer::tell_counts(TokenQueue queue, std::int64_t cycle) {
  Count& count = counts_[static_cast<std::size_t>(queue)];
  auto change = count.ahead.begin();
  for (; change != count.ahead.end() && change->cycle < cycle; ++change) {
    if (change->by == 0) continue;
    count.count += change->by;
    tell([&](TraceSink& sink) { sink.tokens(queue, change->cycle, count.count); });
  }
  count.ahead.erase(count.ahead.begin(), change);
}

// The bus.

void RunTracer::read_burst(const machine::ReadBurst& burst) {
  if (burst.first >= window_) return;
  tell([&](TraceSink& sink) { sink.read_data(burst, std::min(burst.last + 1, window_)); });
}

void RunTracer::write_burst(const machine::WriteBurst& burst) {
  if (burst.first >= window_) return;
  tell([&](TraceSink& sink) { sink.write_data(burst, std::min(burst.last + 1, window_)); });
}

void RunTracer::run_ended(std::int64_t) {
  for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) close(module, window_);
  for (int queue = 0; queue < machine::kTokenQueueCount; ++queue) tell_counts(static_cast<TokenQueue>(queue), window_);
  tell([](TraceSink& sink) { sink.run_ended(); });
}

}  // namespace vtasim::trace
