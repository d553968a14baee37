// Schedules of layers and of pairs: refused or read, and then written and read again.

#include "sim/experiment/schedule_file.h"

#include <nlohmann/json.hpp>

#include "isa/base/atomic_files.h"
#include "sim/experiment/pair_schedule.h"
#include "sim/experiment/schedule_text.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using namespace vtasim;

template <typename Load>
void read_and_write(const std::filesystem::path& file, const Load& load) {
  accepted([&] {
    const auto schedules = load(file);
    require(!schedules.empty(), "a file without schedules was read");
    const std::string text = schedules_text(schedules);
    const std::filesystem::path again = scratch_file("written.json", text);
    require(schedules_text(load(again)) == text, "schedules were not read as they were written");
  });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::filesystem::path file = scratch_file("fuzzed.json", text_of(data, size));
  read_and_write(file, experiment::load_schedules);
  read_and_write(file, experiment::load_pair_schedules);
  return 0;
}
