#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "sim/check/signal_watch.h"

namespace vtasim::check {

/// What a process came to.
struct ProcessResult {
  std::string output;       ///< What its task returned.
  std::string diagnostics;  ///< What it wrote to stdout and stderr: the last 64 KiB of it.
  std::string failure;      ///< "killed by SIGSEGV", "ended with status 1"; empty when the task returned.
};

/// Runs task(0) to task(count - 1), each in a process of its own, `jobs` at a time; a crash of one leaves the others
/// alone. An exception of a task goes to its stderr and is a failure. `progress(n)` is called here about ten times
/// a second, n the tasks that have ended. The processes are forks: call this where no other thread runs. Throws
/// Interrupted for a signal that `watch` noticed, and Error when no process can be started; no process is left then.
std::vector<ProcessResult> run_in_processes(std::size_t count, std::size_t jobs, const SignalWatch& watch,
                                            const std::function<std::string(std::size_t)>& task,
                                            const std::function<void(std::size_t)>& progress);

}  // namespace vtasim::check
