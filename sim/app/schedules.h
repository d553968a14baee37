#pragma once

#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "sim/experiment/pair_schedule.h"
#include "sim/experiment/schedule.h"

namespace vtasim::app {

class Command;

/// Adds --schedule.
void add_schedule_option(Command& command, std::vector<std::string>& files);

/// Adds --save-schedule.
void add_saved_schedule_option(Command& command, std::string& saved_file);

/// The schedules of the files that --schedule names, to be read before it is looked at what may be written. Throw Error
/// as experiment::load_schedules() does, and for a file that is named twice.
std::vector<experiment::Schedule> load_schedules(const std::vector<std::string>& files);
std::vector<experiment::PairSchedule> load_pair_schedules(const std::vector<std::string>& files);

/// Throws what check_schedules() does.
[[noreturn]] void refuse_schedule(const std::string& name, const std::string& problem);

/// Throws Error naming schedule and field for a schedule that is for none of `layers`, which are layers or pairs, on
/// any of the configurations.
template <typename Schedule, typename Layer>
void check_schedules(const std::vector<Schedule>& schedules, const std::vector<Layer>& layers,
                     const std::vector<isa::HardwareConfig>& hardware) {
  for (const Schedule& schedule : schedules) {
    std::string first;
    bool used = false;
    for (const Layer& layer : layers) {
      for (const isa::HardwareConfig& config : hardware) {
        const std::string problem = mismatch(schedule, layer, config);
        used |= problem.empty();
        if (first.empty()) first = problem;
      }
    }
    if (!used) refuse_schedule(schedule.name, first);
  }
}

}  // namespace vtasim::app
