#include "sim/machine/fetch/fetch.h"

#include <algorithm>

namespace vtasim::machine {

namespace {

/// Launch is seen in cycle 0; the first command is valid in the next.
constexpr Cycle kFirstCommand = 1;

std::size_t slot(std::int32_t index) { return static_cast<std::size_t>(index) % 4; }

}  // namespace

const FetchUnit& fetch_unit(const isa::HardwareConfig& config) {
  return config.bus_bits > 64 ? fetch_unit_wide() : fetch_unit_64();
}

FetchModule::FetchModule(const sc_core::sc_module_name& name, TimeBase& time, MemoryEngine& memory,
                         std::array<PipelineModule*, isa::kModuleCount> modules)
    : sc_module(name), time_(time), memory_(memory), modules_(modules) {
  SC_HAS_PROCESS(FetchModule);
  SC_METHOD(drain);
  dont_initialize();
  sensitive << wake_;
}

void FetchModule::reset(RunContext& run, const isa::Program& program) {
  wake_.cancel();
  context_ = &run;
  unit_ = &fetch_unit(*run.config);
  address_ = static_cast<std::uint32_t>(program.insn_addr);
  count_ = static_cast<std::int32_t>(program.insn_count);
  fetched_ = 0;
  asked_ = 0;
  left_ = 0;
  next_ = 0;
  chunk_ready_ = 0;
  left_at_.fill(-1);
  handed_at_.fill(-1);
}

void FetchModule::launch() { ask(0, kFirstCommand); }

void FetchModule::ask(Cycle empty, Cycle valid) {
  const std::int32_t count = std::min(count_ - asked_, unit_->chunk(*context_->config));
  const std::uint32_t address = address_ + static_cast<std::uint32_t>(asked_) * std::uint32_t{isa::kInstructionBytes};
  if (context_->observer != nullptr) context_->observer->chunk_asked(asked_, count, empty, valid);
  asked_ += count;
  memory_.present(ReadPort::fetch, *this, unit_->commands(*context_->config, address, count), valid);
}

void FetchModule::burst(Cycle, Cycle, Cycle last, bool more) {
  if (more) return;
  fetched_ = asked_;
  chunk_ready_ = last + unit_->data_to_buffer();
  drain();
}

void FetchModule::room(isa::Module) { drain(); }

/// Lets instructions leave the chunk's buffer, as far as that is known.
void FetchModule::leave() {
  const std::int32_t ahead = unit_->look_ahead() ? 2 : 1;
  while (left_ < fetched_ && left_ < next_ + ahead) {
    Cycle cycle = std::max(chunk_ready_, left_ > 0 ? left_at_[slot(left_ - 1)] + 1 : 0);
    if (left_ >= ahead) cycle = std::max(cycle, handed_at_[slot(left_ - ahead)] + 1);
    left_at_[slot(left_)] = cycle;
    ++left_;
    if (unit_->look_ahead() && left_ == fetched_ && left_ < count_) ask(cycle + 1, cycle + unit_->buffer_to_command());
  }
}

void FetchModule::drain() {
  for (;;) {
    leave();
    if (next_ == left_) return;
    const isa::Instruction& instruction = (*context_->program)[static_cast<std::size_t>(next_)];
    PipelineModule& module = *modules_[static_cast<std::size_t>(module_of(instruction))];
    Cycle cycle = left_at_[slot(next_)] + (unit_->look_ahead() ? 1 : 0);
    if (next_ > 0) cycle = std::max(cycle, handed_at_[slot(next_ - 1)] + 1);
    if (!module.has_room()) {
      if (cycle > time_.now()) {
        time_.notify(wake_, cycle);
      } else {
        if (context_->observer != nullptr) context_->observer->queue_full(next_, cycle);
        module.await_room(*this);
      }
      return;
    }
    cycle = std::max(cycle, time_.now());
    module.dispatch(next_, cycle);
    if (context_->observer != nullptr) context_->observer->dispatched(next_, module.module(), cycle);
    handed_at_[slot(next_)] = cycle;
    ++next_;
    if (!unit_->look_ahead() && next_ == fetched_ && next_ < count_) ask(cycle + 1, cycle + unit_->buffer_to_command());
  }
}

}  // namespace vtasim::machine
