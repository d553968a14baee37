#include "sim/app/schedules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "isa/base/error.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/experiment/schedule_file.h"

namespace vtasim::app {
namespace {

/// Those of all files, one file read by `load`.
template <typename Load>
auto load_all(const std::vector<std::string>& files, const Load& load) {
  check_unique(files, "--schedule");
  decltype(load(std::string())) all;
  for (const std::string& file : files) {
    auto found = load(file);
    std::move(found.begin(), found.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace

void add_schedule_option(Command& command, std::vector<std::string>& files) {
  command
      .add_option("--schedule", files,
                  "Rows of their own for schedules, as docs/files.md describes them: what they say is taken, the rest "
                  "is searched for")
      .comma_separated()
      .type_name("FILE[,FILE...]");
}

void add_saved_schedule_option(Command& command, std::string& saved_file) {
  command
      .add_option("--save-schedule", saved_file,
                  "Write what was decided of each verified program to this file, for --schedule")
      .type_name("FILE");
}

std::vector<experiment::Schedule> load_schedules(const std::vector<std::string>& files) {
  return load_all(files, [](const std::string& file) { return experiment::load_schedules(file); });
}

std::vector<experiment::PairSchedule> load_pair_schedules(const std::vector<std::string>& files) {
  return load_all(files, [](const std::string& file) { return experiment::load_pair_schedules(file); });
}

void refuse_schedule(const std::string& name, const std::string& problem) {
  throw Error(
      fmt::format("schedule {}: {} (a schedule without \"layer\" and \"hardware\" is held to none)", name, problem));
}

}  // namespace vtasim::app
