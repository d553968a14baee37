#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/processes/signal_watch.h"

namespace vtasim::processes {

/// What a process came to.
struct ProcessResult {
  std::string output;       ///< What its task returned.
  std::string diagnostics;  ///< What it wrote to stdout and stderr: the last 64 KiB of it.
  std::string failure;      ///< "killed by SIGSEGV", "ended with status 1"; empty when the task returned.
};

/// Runs task(0) to task(count - 1), begun in that order, each in a process of its own, `jobs` at a time; a crash of one
/// leaves the others alone. An exception of a task goes to its stderr and is a failure. The processes are forks: call
/// wait() where no other thread runs. They end with the pool.
class ProcessPool {
 public:
  ProcessPool(std::size_t count, std::size_t jobs, std::function<std::string(std::size_t)> task);
  ~ProcessPool();
  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  /// Takes what processes have to say and begins others for those that have ended: to be called now and then by who has
  /// much else to do, since processes are begun only in here and in wait(). Throws as wait() does.
  void tend(const SignalWatch& watch);

  /// What a task came to, once it has ended; to be asked once. While it waits, `progress(n)` is called about ten times
  /// a second, n the tasks that have ended. Throws Interrupted for a signal that `watch` noticed, and Error when no
  /// process can be started.
  ProcessResult wait(std::size_t index, const SignalWatch& watch, const std::function<void(std::size_t)>& progress);

 private:
  class Child;

  void begin();
  void read(const SignalWatch& watch, long milliseconds);

  const std::size_t jobs_;
  const std::function<std::string(std::size_t)> task_;
  std::vector<std::unique_ptr<Child>> children_;
  std::vector<std::optional<ProcessResult>> results_;  ///< Of those that have ended.
  std::size_t next_ = 0;                               ///< Task to begin.
};

}  // namespace vtasim::processes
