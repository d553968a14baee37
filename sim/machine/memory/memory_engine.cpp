#include "sim/machine/memory/memory_engine.h"

#include <algorithm>

namespace vtasim::machine {

namespace {

/// Place of a port in Counters::read_bursts and read_beats: by Buffer, fetch last.
std::size_t counter_of(int port) {
  constexpr std::array<std::size_t, kReadPortCount> kPlaces = {
      static_cast<std::size_t>(isa::kBufferCount), static_cast<std::size_t>(isa::Buffer::uop),
      static_cast<std::size_t>(isa::Buffer::inp), static_cast<std::size_t>(isa::Buffer::wgt),
      static_cast<std::size_t>(isa::Buffer::acc)};
  return kPlaces[static_cast<std::size_t>(port)];
}

}  // namespace

MemoryEngine::MemoryEngine(const sc_core::sc_module_name& name, TimeBase& time) : sc_module(name), time_(time) {
  SC_HAS_PROCESS(MemoryEngine);
  SC_METHOD(arbitrate);
  dont_initialize();
  sensitive << wake_;
}

void MemoryEngine::reset(const isa::HardwareConfig& config, Counters& counters, Observer* observer, Cycle last) {
  wake_.cancel();
  last_cycle_ = last;
  dram_.reset(config.memory_delay);
  ports_.fill(Port{});
  first_ = 0;
  in_flight_ = 0;
  last_issue_ = -1;
  counters_ = &counters;
  observer_ = observer;
}

void MemoryEngine::present(ReadPort port, ReadClient& client, const isa::BurstCommands& commands, Cycle valid) {
  Port& p = ports_[static_cast<std::size_t>(port)];
  p.client = &client;
  p.commands = commands;
  take(p, std::max(valid, p.queue_free));
  time_.notify(wake_, p.ready);
}

void MemoryEngine::take(Port& port, Cycle fire) {
  port.head = port.commands.next();
  port.fired = fire;
  port.ready = fire + 1;
}

void MemoryEngine::arbitrate() {
  Cycle horizon = std::min(time_.next_activity(), last_cycle_);
  for (;;) {
    const Cycle cycle = next_issue();
    if (cycle == kNever) return;
    if (cycle > std::max(horizon, time_.now())) {
      time_.notify(wake_, cycle);
      return;
    }
    issue(cycle);
    // What the burst set off may act before the horizon.
    horizon = std::min(horizon, time_.next_activity());
  }
}

// The first cycle in which an address may go out: a port has a command, and a tag is free. Bursts end one after the
// other, each in a cycle of its own, so that those that have ended before `cycle` are the first of the ring, and the
// next to end is the one behind.
Cycle MemoryEngine::next_issue() const {
  Cycle cycle = kNever;
  for (const Port& port : ports_) cycle = std::min(cycle, port.ready);
  if (cycle == kNever) return kNever;
  cycle = std::max(cycle, last_issue_ + 1);
  for (int ended = 0; ended < in_flight_; ++ended) {
    const Cycle next_end = last_beat(ended);
    if (next_end < cycle) continue;
    if (next_end == cycle) {
      // The tag table takes a tag back: no address goes out (VME.scala, deq.ready).
      ++cycle;
    } else if (in_flight_ - ended == kTags) {
      cycle = next_end + 1;  // All tags are taken until that burst has ended.
    } else {
      return cycle;
    }
  }
  return cycle;
}

void MemoryEngine::issue(Cycle cycle) {
  while (in_flight_ > 0 && last_beat(0) < cycle) {
    first_ = (first_ + 1) % kTags;
    --in_flight_;
  }
  int index = 0;
  while (ports_[static_cast<std::size_t>(index)].ready > cycle) ++index;
  Port& port = ports_[static_cast<std::size_t>(index)];
  const isa::BurstCommand command = port.head;
  const auto beats = static_cast<Cycle>(command.beats);
  const bool starts_delay = dram_.empty_in(cycle);
  const Cycle first = dram_.read(cycle, beats);
  const Cycle last = first + beats - 1;
  last_beats_[static_cast<unsigned>(first_ + in_flight_) % kTags] = last;
  ++in_flight_;
  last_issue_ = cycle;

  ++counters_->read_bursts[counter_of(index)];
  counters_->read_beats[counter_of(index)] += beats;
  // The queue is free from the next cycle on; a client with more commands has its next one waiting.
  const Cycle fired = port.fired;
  port.queue_free = cycle + 1;
  const bool more = !port.commands.empty();
  if (observer_ != nullptr) {
    observer_->read_burst(
        {fired, cycle, first, last, command.address, static_cast<ReadPort>(index), starts_delay, more});
  }
  if (more) {
    take(port, port.queue_free);
  } else {
    port.ready = kNever;
  }
  port.client->burst(fired, first + 1, last + 1, more);
}

}  // namespace vtasim::machine
