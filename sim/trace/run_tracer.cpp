#include "sim/trace/run_tracer.h"

#include <algorithm>

namespace vtasim::trace {

using machine::TokenQueue;

std::string_view to_string(TokenQueue queue) {
  constexpr std::array<std::string_view, machine::kTokenQueueCount> kNames = {"load_to_compute", "compute_to_load",
                                                                              "compute_to_store", "store_to_compute"};
  return kNames[static_cast<std::size_t>(queue)];
}

void RunTracer::run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) {
  dispatched_.assign(program.size(), -1);
  counts_ = Counts{};
  open_.fill(false);
  tell([&](TraceSink& sink) { sink.run_began(config, program, window_); });
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
  const isa::EntryCounts& begun = lives_[static_cast<std::size_t>(instruction)].begun;
  for (std::size_t buffer = 0; buffer < begun.size(); ++buffer) {
    if (begun[buffer] > 0) change(place_of(static_cast<isa::Buffer>(buffer)), start, begun[buffer]);
  }
}

void RunTracer::ended(std::int32_t instruction, isa::Module module, std::int64_t end) {
  if (open_[static_cast<std::size_t>(module)]) {
    const isa::EntryCounts& ended = lives_[static_cast<std::size_t>(instruction)].ended;
    for (std::size_t buffer = 0; buffer < ended.size(); ++buffer) {
      if (ended[buffer] > 0) change(place_of(static_cast<isa::Buffer>(buffer)), end, -std::int64_t{ended[buffer]});
    }
  }
  close(module, end);
}

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

void RunTracer::token_popped(TokenQueue queue, std::int32_t, std::int64_t cycle) {
  change(place_of(queue), cycle + 1, -1);
}

void RunTracer::token_pushed(TokenQueue queue, std::int32_t, std::int64_t cycle, bool kept) {
  if (kept) change(place_of(queue), cycle + 1, 1);
}

// Counts.

void RunTracer::change(std::size_t place, std::int64_t cycle, std::int64_t by) {
  tell_counts(place, cycle - 1);
  std::vector<Change>& ahead = counts_[place].ahead;
  const auto later = std::find_if(ahead.begin(), ahead.end(), [&](const Change& c) { return c.cycle >= cycle; });
  if (later != ahead.end() && later->cycle == cycle) {
    later->by += by;
  } else {
    ahead.insert(later, {cycle, by});
  }
}

void RunTracer::tell_counts(std::size_t place, std::int64_t cycle) {
  Count& count = counts_[place];
  auto change = count.ahead.begin();
  for (; change != count.ahead.end() && change->cycle < cycle; ++change) {
    count.count += change->by;
    // Without tokens between them, an instruction may end what another is yet to begin.
    const std::int64_t told = std::max<std::int64_t>(0, count.count);
    if (told == count.told) continue;
    count.told = told;
    tell([&](TraceSink& sink) {
      if (place < machine::kTokenQueueCount) {
        sink.tokens(static_cast<TokenQueue>(place), change->cycle, static_cast<int>(told));
      } else {
        sink.live(static_cast<isa::Buffer>(place - machine::kTokenQueueCount), change->cycle, told);
      }
    });
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
  for (std::size_t place = 0; place < counts_.size(); ++place) tell_counts(place, window_);
  tell([](TraceSink& sink) { sink.run_ended(); });
}

}  // namespace vtasim::trace
