#include "sim/machine/pipeline_module.h"

#include <algorithm>
#include <utility>

namespace vtasim::machine {

PipelineModule::PipelineModule(const sc_core::sc_module_name& name, isa::Module module, TimeBase& time)
    : sc_module(name), module_(module), time_(time) {
  SC_HAS_PROCESS(PipelineModule);
  SC_METHOD(step);
  dont_initialize();
  sensitive << wake_;
}

void PipelineModule::reset(RunContext& context) {
  wake_.cancel();
  context_ = &context;
  depth_ = context.config->queue_depth;
  insns_.clear();
  timing_.clear();
  head_ = 0;
  executing_ = false;
  scheduled_ = false;
  end_ = kNever;
  failure_.clear();
  idle_since_ = 0;
  waiting_ = Waiting::insn;
  room_listener_ = nullptr;
}

void PipelineModule::dispatch(std::int32_t index, Cycle cycle) {
  insns_.push_back(index);
  timing_.push_back({cycle, -1, -1});
  const bool was_empty = queued() == 1;
  if (was_empty && !scheduled_) {
    scheduled_ = true;
    time_.notify(wake_, cycle + 1);
  }
}

bool PipelineModule::lacks_prev() const {
  const isa::Deps& deps = deps_of((*context_->program)[static_cast<std::size_t>(head())]);
  return deps.pop_prev != 0 && tokens_.from_prev != nullptr && !tokens_.from_prev->ready();
}

bool PipelineModule::lacks_next() const {
  const isa::Deps& deps = deps_of((*context_->program)[static_cast<std::size_t>(head())]);
  return deps.pop_next != 0 && tokens_.from_next != nullptr && !tokens_.from_next->ready();
}

void PipelineModule::step() {
  scheduled_ = false;
  if (!failure_.empty()) {
    if (!context_->assertion) context_->assertion = RunContext::Assertion{end_, failure_};
    sc_core::sc_pause();
    return;
  }
  if (executing_) finish_current();
  start_next();
}

void PipelineModule::end_at(Cycle end) {
  end_ = end;
  time_.notify(wake_, end);
}

void PipelineModule::fail_at(Cycle cycle, std::string what) {
  failure_ = std::move(what);
  end_at(cycle);
}

void PipelineModule::finish_current() {
  const isa::Instruction& instruction = (*context_->program)[static_cast<std::size_t>(head())];
  isa::InsnTiming& timing = timing_[static_cast<std::size_t>(head_)];
  timing[2] = end_;
  const Cycle start = timing[1];
  cycles().busy += context_->counted(start, end_);
  retire(instruction, start, end_);

  const isa::Deps& deps = deps_of(instruction);
  const std::int32_t index = head();
  ++head_;
  executing_ = false;
  idle_since_ = end_;
  waiting_ = Waiting::insn;

  const Cycle done = end_ - 1;
  Observer* const observer = context_->observer;
  if (observer != nullptr) observer->ended(index, module_, end_);
  if (deps.push_prev != 0 && tokens_.to_prev != nullptr) {
    const bool kept = tokens_.to_prev->post(done, index);
    if (observer != nullptr) observer->token_pushed(tokens_from_next(tokens_.prev->module_), index, done, kept);
    tokens_.prev->wake_for_token();
  }
  if (deps.push_next != 0 && tokens_.to_next != nullptr) {
    const bool kept = tokens_.to_next->post(done, index);
    if (observer != nullptr) observer->token_pushed(tokens_from_prev(tokens_.next->module_), index, done, kept);
    tokens_.next->wake_for_token();
  }
  if (room_listener_ != nullptr) {
    RoomListener* listener = room_listener_;
    room_listener_ = nullptr;
    listener->room(module_);
  }
}

void PipelineModule::start_next() {
  const Cycle now = time_.now();
  if (head_ == size()) return;
  const Cycle visible = timing_[static_cast<std::size_t>(head_)][0] + 1;
  if (visible > now) {
    scheduled_ = true;
    time_.notify(wake_, visible);
    return;
  }
  if (waiting_ == Waiting::insn) account_wait(std::max(visible, idle_since_));
  if (lacks_prev() || lacks_next()) {
    account_wait(now);
    waiting_ = lacks_prev() ? Waiting::prev : Waiting::next;
    return;
  }
  account_wait(now);
  cycles().issue += context_->counted(now, now + 1);

  const isa::Instruction& instruction = (*context_->program)[static_cast<std::size_t>(head())];
  const isa::Deps& deps = deps_of(instruction);
  Observer* const observer = context_->observer;
  if (deps.pop_prev != 0 && tokens_.from_prev != nullptr) {
    tokens_.from_prev->wait(now);
    if (observer != nullptr) observer->token_popped(tokens_from_prev(module_), head(), now);
  }
  if (deps.pop_next != 0 && tokens_.from_next != nullptr) {
    tokens_.from_next->wait(now);
    if (observer != nullptr) observer->token_popped(tokens_from_next(module_), head(), now);
  }
  if (observer != nullptr) observer->started(head(), module_, now + 1);
  timing_[static_cast<std::size_t>(head_)][1] = now + 1;
  executing_ = true;
  end_ = kNever;
  const Cycle end = execute(instruction, now);
  if (end != kNever) end_at(end);
}

void PipelineModule::account_wait(Cycle until) {
  if (until <= idle_since_) return;
  const Cycle n = context_->counted(idle_since_, until);
  switch (waiting_) {
    case Waiting::insn:
      cycles().wait_insn += n;
      break;
    case Waiting::prev:
      cycles().wait_prev += n;
      break;
    case Waiting::next:
      cycles().wait_next += n;
      break;
  }
  idle_since_ = until;
}

void PipelineModule::wake_for_token() {
  if (executing_ || waiting_ == Waiting::insn || scheduled_) return;
  scheduled_ = true;
  time_.notify(wake_, time_.now());
}

void PipelineModule::close_counters(Cycle window) {
  if (executing_) {
    cycles().busy += std::max<Cycle>(0, window - timing_[static_cast<std::size_t>(head_)][1]);
  } else {
    account_wait(window);
  }
}

std::optional<PipelineModule::Running> PipelineModule::running() const {
  for (std::size_t i = 0; i < timing_.size(); ++i) {
    const isa::InsnTiming& timing = timing_[i];
    if (timing[1] >= 0 && timing[2] < 0) return Running{insns_[i], timing[1]};
  }
  return std::nullopt;
}

void PipelineModule::truncate(Cycle cycle) {
  while (!timing_.empty() && timing_.back()[0] > cycle) {
    timing_.pop_back();
    insns_.pop_back();
  }
  for (isa::InsnTiming& timing : timing_) {
    for (std::size_t i : {std::size_t{1}, std::size_t{2}}) {
      if (timing[i] > cycle) timing[i] = -1;
    }
  }
}

}  // namespace vtasim::machine
