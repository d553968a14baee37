#include "sim/trace/trace_run.h"

#include "isa/lives.h"
#include "sim/observe/cause_observer.h"
#include "sim/observe/observers.h"
#include "sim/trace/run_tracer.h"

namespace vtasim::trace {

TracedRun trace_run(machine::Machine& machine, const isa::HardwareConfig& config, const isa::Program& program,
                    std::int64_t max_cycles, const std::vector<TraceSink*>& sinks) {
  machine::RunOptions options;
  options.values = false;
  options.max_cycles = max_cycles;
  machine::CauseObserver counts;
  options.observer = &counts;
  TracedRun run;
  run.result = machine.run(config, program, options);
  run.causes = counts.totals();

  RunTracer tracer(run.causes.window, isa::lives_of(program, config), sinks);
  machine::CauseObserver causes({&tracer});
  machine::Observers both({&causes, &tracer});
  options.observer = &both;
  machine.run(config, program, options);
  return run;
}

}  // namespace vtasim::trace
