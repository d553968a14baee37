#include "sim/observe/run_log.h"

#include <algorithm>

namespace vtasim::machine {

const CauseShare* RunLog::begin_of(std::int32_t instruction) const {
  const LoggedInstruction& logged = instructions_[static_cast<std::size_t>(instruction)];
  return shares_[static_cast<std::size_t>(logged.module)].data() + logged.first_share;
}

void RunLog::run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) {
  instructions_.assign(program.size(), LoggedInstruction{});
  for (std::size_t i = 0; i < program.size(); ++i) {
    instructions_[i].module = module_of(program[i]);
    instructions_[i].work = work_of(program[i]);
  }
  for (auto& order : order_) order.clear();
  for (auto& shares : shares_) shares.clear();
  chunks_.clear();
  queue_depth_ = config.queue_depth;
  window_ = 0;
}

void RunLog::queue_full(std::int32_t instruction, std::int64_t since) { at(instruction).ready = since; }

void RunLog::dispatched(std::int32_t instruction, isa::Module module, std::int64_t cycle) {
  LoggedInstruction& logged = at(instruction);
  logged.dispatch = cycle;
  if (logged.ready < 0) logged.ready = cycle;
  order_[static_cast<std::size_t>(module)].push_back(instruction);
}

void RunLog::started(std::int32_t instruction, isa::Module, std::int64_t start) { at(instruction).start = start; }
void RunLog::ended(std::int32_t instruction, isa::Module, std::int64_t end) { at(instruction).end = end; }

void RunLog::took_tokens(std::int32_t consumer, std::int32_t from_prev, std::int32_t from_next) {
  at(consumer).token_prev = from_prev;
  at(consumer).token_next = from_next;
}

void RunLog::read_chunk(std::int32_t first, std::int64_t empty, const std::vector<CauseInterval>& reading) {
  chunks_.push_back({first, empty, reading});
}

void RunLog::spent(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval) {
  if (unit == Unit::fetch || instruction < 0) return;
  std::vector<CauseShare>& shares = shares_[static_cast<std::size_t>(unit)];
  LoggedInstruction& logged = at(instruction);
  if (logged.shares == 0) logged.first_share = shares.size();
  const auto same = std::find_if(shares.begin() + static_cast<std::ptrdiff_t>(logged.first_share), shares.end(),
                                 [&](const CauseShare& share) {
                                   return share.first.cause == interval.cause && share.first.taker == interval.taker &&
                                          share.first.other == interval.other && share.work == work;
                                 });
  if (same != shares.end()) {
    same->cycles += interval.cycles();
    return;
  }
  shares.push_back({work, interval, interval.cycles()});
  ++logged.shares;
}

}  // namespace vtasim::machine
