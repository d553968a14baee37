#include "tests/sim/observe/observed_run.h"

#include "tests/support/shared_machine.h"

namespace vtasim::machine {

namespace {

class Recorder final : public CauseListener {
 public:
  void spent(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval) override {
    all.push_back({unit, work, instruction, interval});
  }
  std::vector<Spent> all;
};

/// A CauseObserver, and the bursts that it is told of.
class Observing final : public Observer {
 public:
  explicit Observing(CauseListener& listener) : causes(listener) {}

  void run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program) override {
    causes.run_began(config, program);
  }
  void chunk_asked(std::int32_t first, std::int32_t count, std::int64_t left, std::int64_t valid) override {
    causes.chunk_asked(first, count, left, valid);
  }
  void queue_full(std::int32_t instruction, std::int64_t since) override { causes.queue_full(instruction, since); }
  void dispatched(std::int32_t instruction, isa::Module module, std::int64_t cycle) override {
    causes.dispatched(instruction, module, cycle);
  }
  void token_popped(TokenQueue queue, std::int32_t consumer, std::int64_t cycle) override {
    causes.token_popped(queue, consumer, cycle);
  }
  void started(std::int32_t instruction, isa::Module module, std::int64_t start) override {
    causes.started(instruction, module, start);
  }
  void ended(std::int32_t instruction, isa::Module module, std::int64_t end) override {
    causes.ended(instruction, module, end);
  }
  void token_pushed(TokenQueue queue, std::int32_t producer, std::int64_t cycle, bool kept) override {
    causes.token_pushed(queue, producer, cycle, kept);
  }
  void read_burst(const ReadBurst& burst) override {
    bursts.push_back(burst);
    causes.read_burst(burst);
  }
  void write_burst(const WriteBurst& burst) override { causes.write_burst(burst); }
  void padded(ReadPort port, std::int64_t cycles) override { causes.padded(port, cycles); }
  void run_ended(std::int64_t window) override { causes.run_ended(window); }

  CauseObserver causes;
  std::vector<ReadBurst> bursts;
};

}  // namespace

std::map<Cause, std::int64_t> ObservedRun::of(std::int32_t instruction) const {
  std::map<Cause, std::int64_t> cycles;
  for (const Spent& s : spent) {
    if (s.unit != Unit::fetch && s.instruction == instruction) cycles[s.interval.cause] += s.interval.cycles();
  }
  return cycles;
}

ObservedRun observe(const isa::HardwareConfig& config, const isa::Program& program, RunOptions options) {
  ObservedRun run;
  Recorder recorder;
  Observing observing(recorder);
  options.observer = &observing;
  options.values = false;
  run.result = shared_machine().run(config, program, options);
  run.totals = observing.causes.totals();
  run.spent = std::move(recorder.all);
  run.bursts = std::move(observing.bursts);
  return run;
}

std::vector<GoldenCase> golden_cases(const std::string& suite) {
  std::vector<GoldenCase> cases;
  for (const char* name : {"b16-bus64", "b16-bus64-burst16", "b16-bus128", "b16-bus256", "b16-bus512", "b32-bus64"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    const auto file = std::filesystem::path(VTASIM_TESTS) / "golden" / name / (suite + ".jsonl");
    for (isa::Case& c : isa::read_cases(file)) cases.push_back({config, std::move(c)});
  }
  return cases;
}

}  // namespace vtasim::machine
