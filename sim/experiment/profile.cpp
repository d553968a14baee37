#include "sim/experiment/profile.h"

#include <algorithm>
#include <utility>

#include "isa/validate.h"
#include "sim/observe/cause_observer.h"
#include "sim/observe/observers.h"

namespace vtasim::experiment {
namespace {

void run_again(machine::Machine& machine, const Profile& profile, const isa::Program& program,
               machine::CauseListener& listener) {
  machine::CauseObserver causes({&listener});
  machine::RunOptions options;
  options.values = false;
  options.max_cycles = profile.max_cycles;
  options.observer = &causes;
  machine.run(profile.hardware, program, options);
}

}  // namespace

Profile profile(machine::Machine& machine, const isa::HardwareConfig& config, const isa::Program& program,
                std::int64_t max_cycles, isa::ProgramNotes notes) {
  Profile profile;
  profile.name = program.name;
  profile.hardware = config;
  profile.notes = std::move(notes);
  profile.program = isa::validate(program, config);
  profile.max_cycles = max_cycles;
  machine::CauseObserver causes({&profile.log});
  machine::Observers observers({&profile.log, &causes});
  machine::RunOptions options;
  options.values = false;
  options.max_cycles = max_cycles;
  options.observer = &observers;
  profile.result = machine.run(config, program, options);
  profile.causes = causes.totals();
  if (profile.result.record.finished) {
    profile.path = critical_path(profile.log);
    profile.slack = slacks(profile.log);
  }
  return profile;
}

machine::Timeline timeline(machine::Machine& machine, const Profile& profile, const isa::Program& program,
                           std::size_t columns) {
  machine::Timeline timeline(std::max<std::int64_t>(1, profile.causes.window), std::max<std::size_t>(1, columns));
  run_again(machine, profile, program, timeline);
  return timeline;
}

machine::CauseHistory cause_history(machine::Machine& machine, const Profile& profile, const isa::Program& program) {
  machine::CauseHistory history;
  run_again(machine, profile, program, history);
  return history;
}

}  // namespace vtasim::experiment
