#pragma once

#include <cstdint>
#include <string>

namespace vtasim::experiment {

/// What the system says of the processor that it runs on.
struct ThisProcessor {
  int cores = 1;  ///< Threads that run at a time (std::thread::hardware_concurrency()).
  /// The clock of a core at its fastest, as sysfs (cpufreq) or /proc/cpuinfo ("cpu MHz") has it; 1 GHz where neither
  /// does: a cycle then stands for a nanosecond.
  std::int64_t core_hz = 1'000'000'000;
  std::string core_hz_source;  ///< Which of them.
  int line_bytes = 64;         ///< Of the first-level data cache (sysfs); 64 where it does not say.
  std::string line_bytes_source;
};

ThisProcessor this_processor();

/// The clock in the text of a /proc/cpuinfo, in Hz; 0 where it has none.
std::int64_t clock_of_cpuinfo(const std::string& text);

}  // namespace vtasim::experiment
