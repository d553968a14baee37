#include "sim/experiment/this_processor.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "sim/experiment/host_model.h"

namespace vtasim::experiment {
namespace {

constexpr const char* kCpufreq = "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq";  // In kHz.
constexpr const char* kCpuinfo = "/proc/cpuinfo";
constexpr const char* kCacheLine = "/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size";

/// The number that a file of sysfs consists of; 0 where there is none.
std::int64_t number_in(const char* file) {
  std::ifstream stream(file);
  std::int64_t value = 0;
  return stream >> value ? value : 0;
}

}  // namespace

std::int64_t clock_of_cpuinfo(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (line.rfind("cpu MHz", 0) != 0 || colon == std::string::npos) continue;
    const double megahertz = std::strtod(line.c_str() + colon + 1, nullptr);
    return std::isfinite(megahertz) && megahertz > 0 ? std::llround(megahertz * 1e6) : 0;
  }
  return 0;
}

ThisProcessor this_processor() {
  ThisProcessor processor;
  processor.cores = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostCores);
  std::ostringstream cpuinfo;
  cpuinfo << std::ifstream(kCpuinfo).rdbuf();
  if (const std::int64_t kilohertz = number_in(kCpufreq); kilohertz > 0) {
    processor.core_hz = std::min(kilohertz * 1000, kMostHz);
    processor.core_hz_source = std::string("the system's ") + kCpufreq;
  } else if (const std::int64_t hz = clock_of_cpuinfo(cpuinfo.str()); hz > 0) {
    processor.core_hz = std::min(hz, kMostHz);
    processor.core_hz_source = std::string("the system's ") + kCpuinfo + ", cpu MHz";
  } else {
    processor.core_hz_source = "unknown, the system does not say: 1 GHz, so that cycles are nanoseconds";
  }
  const std::int64_t line = number_in(kCacheLine);
  const bool known = line > 0 && line <= kMostLineBytes;
  if (known) processor.line_bytes = static_cast<int>(line);
  processor.line_bytes_source = known ? std::string("the system's ") + kCacheLine : "the system does not say";
  return processor;
}

}  // namespace vtasim::experiment
