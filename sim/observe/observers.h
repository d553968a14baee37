#pragma once

#include <utility>
#include <vector>

#include "sim/observe/observer.h"

namespace vtasim::machine {

/// Tells several observers, one after the other, what it is told. They must outlive it.
class Observers final : public Observer {
 public:
  explicit Observers(std::vector<Observer*> all) : all_(std::move(all)) {}

  void run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) override {
    for (Observer* o : all_) o->run_began(config, program);
  }
  void chunk_asked(std::int32_t first, std::int32_t count, std::int64_t empty, std::int64_t valid) override {
    for (Observer* o : all_) o->chunk_asked(first, count, empty, valid);
  }
  void queue_full(std::int32_t instruction, std::int64_t since) override {
    for (Observer* o : all_) o->queue_full(instruction, since);
  }
  void dispatched(std::int32_t instruction, isa::Module module, std::int64_t cycle) override {
    for (Observer* o : all_) o->dispatched(instruction, module, cycle);
  }
  void token_popped(TokenQueue queue, std::int32_t consumer, std::int64_t cycle) override {
    for (Observer* o : all_) o->token_popped(queue, consumer, cycle);
  }
  void started(std::int32_t instruction, isa::Module module, std::int64_t start) override {
    for (Observer* o : all_) o->started(instruction, module, start);
  }
  void ended(std::int32_t instruction, isa::Module module, std::int64_t end) override {
    for (Observer* o : all_) o->ended(instruction, module, end);
  }
  void token_pushed(TokenQueue queue, std::int32_t producer, std::int64_t cycle, bool kept) override {
    for (Observer* o : all_) o->token_pushed(queue, producer, cycle, kept);
  }
  void read_burst(const ReadBurst& burst) override {
    for (Observer* o : all_) o->read_burst(burst);
  }
  void write_burst(const WriteBurst& burst) override {
    for (Observer* o : all_) o->write_burst(burst);
  }
  void padded(ReadPort port, std::int64_t cycles) override {
    for (Observer* o : all_) o->padded(port, cycles);
  }
  void run_ended(std::int64_t window) override {
    for (Observer* o : all_) o->run_ended(window);
  }

 private:
  std::vector<Observer*> all_;
};

}  // namespace vtasim::machine
