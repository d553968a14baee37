#include "tests/sim/observe/observed_run.h"

#include "sim/observe/observers.h"
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

class BurstRecorder final : public Observer {
 public:
  void read_burst(const ReadBurst& burst) override { all.push_back(burst); }
  std::vector<ReadBurst> all;
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
  BurstRecorder bursts;
  CauseObserver causes({&recorder, &run.log});
  Observers observers({&run.log, &bursts, &causes});
  options.observer = &observers;
  options.values = false;
  run.result = shared_machine().run(config, program, options);
  run.totals = causes.totals();
  run.spent = std::move(recorder.all);
  run.bursts = std::move(bursts.all);
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
