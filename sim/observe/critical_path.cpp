#include "sim/observe/critical_path.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace vtasim::machine {

namespace {

std::int32_t finish_of(const RunLog& log) {
  // The run's cycles end with its first.
  const auto& instructions = log.instructions();
  for (const std::int32_t i : log.of(isa::Module::compute)) {
    if (instructions[static_cast<std::size_t>(i)].start == log.window() - 1) return i;
  }
  return -1;
}

/// Positions of instructions among their module's.
std::vector<std::size_t> positions(const RunLog& log) {
  std::vector<std::size_t> result(log.instructions().size(), 0);
  for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
    const std::vector<std::int32_t>& order = log.of(module);
    for (std::size_t p = 0; p < order.size(); ++p) result[static_cast<std::size_t>(order[p])] = p;
  }
  return result;
}

/// Who makes room for an instruction in its module's queue: the one that has to end before it can be handed over; -1
/// where the queue has never been that full.
std::int32_t makes_room(const RunLog& log, const std::vector<std::size_t>& position, std::int32_t instruction) {
  const auto i = static_cast<std::size_t>(instruction);
  const auto depth = static_cast<std::size_t>(log.queue_depth());
  if (position[i] < depth) return -1;
  return log.of(log.instructions()[i].module)[position[i] - depth];
}

const LoggedChunk* chunk_from(const RunLog& log, std::int32_t first) {
  const auto chunk = std::lower_bound(log.chunks().begin(), log.chunks().end(), first,
                                      [](const LoggedChunk& a, std::int32_t index) { return a.first < index; });
  return chunk != log.chunks().end() && chunk->first == first ? &*chunk : nullptr;
}

/// Walks back from FINISH.
class Walk {
 public:
  explicit Walk(const RunLog& log) : log_(log), position_(positions(log)) {}

  CriticalPath run() {
    const std::int32_t finish = finish_of(log_);
    if (finish < 0) return {};
    at_ = of(finish).start;
    path_.totals.window = at_;
    begin(finish);
    while (at_ > 0) deliver_or_end();
    std::reverse(path_.steps.begin(), path_.steps.end());
    return std::move(path_);
  }

 private:
  const LoggedInstruction& of(std::int32_t i) const { return log_.instructions()[static_cast<std::size_t>(i)]; }

  /// A step from `from` to where the path is, all of one cause.
  void step(Unit unit, Work work, std::int32_t instruction, std::int64_t from, Cause cause) {
    if (from >= at_) return;
    path_.totals.add(unit, work, {cause, ReadPort::fetch, -1, from, at_});
    path_.steps.push_back({unit, work, instruction, from, at_});
    at_ = from;
  }

  /// The path has come to an instruction's start: its hand-over, and what that waited for.
  void begin(std::int32_t i) {
    const LoggedInstruction& logged = of(i);
    step(unit_of(logged.module), Work::idle, i, logged.start - 1, Cause::handover);
    const std::size_t p = position_[static_cast<std::size_t>(i)];
    const std::int32_t before = p > 0 ? log_.of(logged.module)[p - 1] : -1;
    for (const std::int32_t other : {before, logged.token_prev, logged.token_next}) {
      if (other >= 0 && of(other).end == at_) {
        next_ = other;
        delivery_ = false;
        return;
      }
    }
    next_ = i;
    delivery_ = true;
  }

  void deliver_or_end() {
    if (delivery_) {
      deliver(next_);
    } else {
      end(next_);
    }
  }

  /// The path has come to an instruction's end.
  void end(std::int32_t i) {
    const LoggedInstruction& logged = of(i);
    for (const CauseShare* share = log_.begin_of(i); share != log_.end_of(i); ++share) {
      if (share->work == Work::idle) continue;
      CauseInterval all = share->first;
      all.to = all.from + share->cycles;
      path_.totals.add(unit_of(logged.module), share->work, all);
    }
    path_.steps.push_back({unit_of(logged.module), logged.work, i, logged.start, at_});
    at_ = logged.start;
    begin(i);
  }

  /// The path has come to where an instruction is visible to its module.
  void deliver(std::int32_t i) {
    const LoggedInstruction& logged = of(i);
    step(Unit::fetch, Work::instructions, i, logged.dispatch, Cause::handover);
    if (at_ == 0) return;
    if (logged.ready < logged.dispatch) {
      const std::int32_t room = makes_room(log_, position_, i);
      if (room >= 0 && of(room).end == at_) {
        next_ = room;
        delivery_ = false;
        return;
      }
    }
    const std::int64_t behind = i > 0 ? of(i - 1).dispatch + 1 : 0;
    const LoggedChunk* chunk = behind < at_ ? chunk_from(log_, i) : nullptr;
    if (chunk != nullptr) return read(*chunk);
    step(Unit::fetch, Work::instructions, i, behind, Cause::drain);
    next_ = i - 1;
    delivery_ = true;
  }

  /// An instruction was delivered as soon as its chunk was read: back to the last before its buffer was empty.
  void read(const LoggedChunk& chunk) {
    const std::int64_t to = at_;
    step(Unit::fetch, Work::instructions, chunk.first, chunk.reading.back().to, Cause::drain);
    for (const CauseInterval& interval : chunk.reading) {
      path_.totals.add(Unit::fetch, Work::instructions, interval);
    }
    if (chunk.empty < at_) path_.steps.push_back({Unit::fetch, Work::instructions, chunk.first, chunk.empty, at_});
    at_ = std::min(to, chunk.empty);
    std::int32_t last = chunk.first - 1;
    while (last >= 0 && of(last).dispatch >= chunk.empty) --last;
    if (last < 0) return step(Unit::fetch, Work::instructions, 0, 0, Cause::request);
    step(Unit::fetch, Work::instructions, last, of(last).dispatch + 1, Cause::drain);
    next_ = last;
    delivery_ = true;
  }

  const RunLog& log_;
  std::vector<std::size_t> position_;
  CriticalPath path_;
  std::int64_t at_ = 0;    ///< Where the path is, walking back.
  std::int32_t next_ = 0;  ///< What it has come to: the end of this instruction,
  bool delivery_ = false;  ///< or its delivery.
};

}  // namespace

CriticalPath critical_path(const RunLog& log) { return Walk(log).run(); }

std::vector<std::optional<std::int64_t>> slacks(const RunLog& log) {
  constexpr std::int64_t kAny = std::numeric_limits<std::int64_t>::max();
  const std::vector<LoggedInstruction>& instructions = log.instructions();
  const std::vector<std::size_t> position = positions(log);
  std::vector<std::int64_t> end_by(instructions.size(), kAny);
  std::vector<std::int64_t> deliver_by(instructions.size(), kAny);
  std::vector<std::optional<std::int64_t>> result(instructions.size());
  const std::int32_t finish = finish_of(log);
  if (finish < 0) return result;

  const auto at_most = [](std::int64_t& value, std::int64_t limit) { value = std::min(value, limit); };
  const auto ends_by = [&](std::int32_t i, std::int64_t limit) {
    if (i >= 0) at_most(end_by[static_cast<std::size_t>(i)], limit);
  };

  // Everything waits for what lies before it in time, so backwards in time all that waits for something is known before
  // that. Starts and deliveries, latest first; of an instruction, its start.
  std::vector<std::tuple<std::int64_t, bool, std::int32_t>> events;
  events.reserve(2 * instructions.size());
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    if (instructions[i].dispatch < 0) continue;
    events.emplace_back(instructions[i].dispatch, false, static_cast<std::int32_t>(i));
    if (instructions[i].start >= 0) events.emplace_back(instructions[i].start - 1, true, static_cast<std::int32_t>(i));
  }
  std::sort(events.begin(), events.end(), std::greater<>());

  const LoggedInstruction& last = instructions[static_cast<std::size_t>(finish)];
  end_by[static_cast<std::size_t>(finish)] = last.end;
  for (const auto& [cycle, start, index] : events) {
    const auto i = static_cast<std::size_t>(index);
    const LoggedInstruction& logged = instructions[i];
    if (start) {
      if (logged.end < 0 || end_by[i] == kAny) continue;
      const std::int64_t hand_over = end_by[i] - (logged.end - logged.start) - 1;
      result[i] = end_by[i] - logged.end;
      if (position[i] > 0) ends_by(log.of(logged.module)[position[i] - 1], hand_over);
      ends_by(logged.token_prev, hand_over);
      ends_by(logged.token_next, hand_over);
      at_most(deliver_by[i], hand_over - 1);
    } else if (deliver_by[i] != kAny) {
      ends_by(makes_room(log, position, index), deliver_by[i]);
      if (index == 0) continue;
      at_most(deliver_by[i - 1], deliver_by[i] - 1);
      if (const LoggedChunk* chunk = chunk_from(log, index)) {
        std::size_t before = i;
        while (before > 0 && instructions[before - 1].dispatch >= chunk->empty) --before;
        // From there on reading takes as long as it took.
        const std::int64_t ready = chunk->reading.back().to;
        if (before > 0 && ready <= logged.ready) {
          at_most(deliver_by[before - 1], deliver_by[i] - (logged.ready - instructions[before - 1].dispatch));
        }
      }
    }
  }
  return result;
}

}  // namespace vtasim::machine
