#include "sim/experiment/schedule_file.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "sample_searches.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/made_for.h"
#include "sim/experiment/pair_schedule.h"
#include "sim/experiment/schedule.h"
#include "sim/experiment/schedule_text.h"
#include "tests/support/random_layers.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::experiment {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;

constexpr auto kQuick = compiler::SearchEffort::quick;

/// A schedule file of that text.
class ScheduleFile {
 public:
  explicit ScheduleFile(const std::string& text) : path_(directory_.path() / "mine.json") {
    std::ofstream(path_) << text;
  }
  const std::filesystem::path& path() const { return path_; }
  std::string error() const {
    try {
      load_schedules(path_);
    } catch (const Error& error) {
      const std::string text = error.what();
      const std::string where = path_.string() + ": ";
      REQUIRE(text.substr(0, where.size()) == where);
      return text.substr(where.size());
    }
    return "";
  }

 private:
  TemporaryDirectory directory_;
  std::filesystem::path path_;
};

/// The schedule of a run after it was written and read.
template <typename Schedule, typename Load>
Schedule written_and_read(const Schedule& schedule, const Load& load) {
  const ScheduleFile file(schedules_text(std::vector{schedule}));
  std::vector<Schedule> read = load(file.path());
  if (read.size() != 1) throw Error("not one schedule");
  return read.front();
}

/// What is in a program's DRAM before it runs.
std::vector<std::uint8_t> bytes_of(const isa::Program& program) {
  const isa::DramImage image = program.image();
  return {image.begin(), image.end()};
}

}  // namespace

TEST_CASE("layer, hardware and a saved schedule make the same program, without a search", "[property]") {
  rc::prop("random layers", [] {
    const compiler::Layer layer = compiler::random_layer();
    const isa::HardwareConfig config = compiler::random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    std::vector<std::string> names = compiler::mapping_names();
    names.emplace_back(kAutoMapping);
    const std::string name =
        names[static_cast<std::size_t>(compiler::random_number(0, static_cast<int>(names.size()) - 1))];
    const MappingRequest request = request_mapping(name, layer, config);
    RC_PRE(request.error.empty());
    const LayerData data = make_layer_data(layer, 1);
    EmptyLaboratory searched;
    const LayerRun run = run_layer(searched.laboratory, data, request, config, kQuick, ignore);
    RC_PRE(run.compiled.has_value());

    const Schedule saved = written_and_read(schedule_of(run), load_schedules);
    RC_ASSERT(saved.name == "mine");
    RC_ASSERT(mismatch(saved, layer, config) == "");
    const compiler::Layer scheduled = scheduled_layer(layer, saved);
    const MappingRequest again = request_scheduled(saved, scheduled, config);
    RC_ASSERT(again.error == "");
    EmptyLaboratory empty;
    const LayerRun same = run_layer(empty.laboratory, scheduled_data(data, saved), again, config, kQuick, ignore);
    RC_ASSERT(same.row.error == "");
    RC_ASSERT(same.row.search.simulated == 1);
    RC_ASSERT(same.row.record.cycles == run.row.record.cycles);
    RC_ASSERT(same.compiled->program.name == run.compiled->program.name);
    RC_ASSERT(bytes_of(same.compiled->program) == bytes_of(run.compiled->program));
    RC_ASSERT(schedules_text(std::vector{schedule_of(same)}) == schedules_text(std::vector{schedule_of(run)}));
  });
}

TEST_CASE("a pair and a saved schedule make the same program") {
  const PairData data = make_pair_data(sample_pair(), 1);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  std::set<bool> transposed;
  for (const char* name : {"diagonal", "patches", kAutoMapping}) {
    EmptyLaboratory searched;
    const PairRequest request = request_pair(name, data.pair, config);
    const PairRun run = run_fused(searched.laboratory, data, request, config, kQuick, ignore);
    REQUIRE(run.row.verified);
    transposed.insert(run.row.transposed);
    const PairSchedule saved = written_and_read(schedule_of(run, data.pair), load_pair_schedules);
    CHECK(mismatch(saved, data.pair, config) == "");
    const PairRequest again = request_scheduled(saved, data.pair, config);
    EmptyLaboratory empty;
    const PairRun same = run_fused(empty.laboratory, data, again, config, kQuick, ignore);
    CHECK(same.row.verified);
    CHECK(same.row.simulated == 1);
    CHECK(bytes_of(same.cases.at(0).program) == bytes_of(run.cases.at(0).program));
  }
  CHECK(transposed.size() == 2);
}

TEST_CASE("each thing that a schedule says changes the schedule, and comes back from a file") {
  const Schedule nothing = written_and_read(Schedule(), load_schedules);
  CHECK(nothing.tiling.empty());
  CHECK_FALSE(nothing.mapping.name);
  std::set<std::string> texts = {schedules_text(std::vector{nothing})};
  const auto is_new = [&](const Schedule& schedule) {
    const std::string text = schedules_text(std::vector{schedule});
    CHECK(schedules_text(std::vector{written_and_read(schedule, load_schedules)}) == text);
    return texts.insert(text).second;
  };
  Schedule schedule = nothing;
  schedule.name = "other";
  CHECK(is_new(schedule));
  schedule = nothing;
  schedule.mapping.name = "diagonal";
  CHECK(is_new(schedule));
  schedule.mapping.name = "in 2x2x4 out 2x2x4";
  CHECK(is_new(schedule));
  schedule = nothing;
  schedule.bias_entry = compiler::BiasEntry::load;
  CHECK(is_new(schedule));
  schedule = nothing;
  schedule.requantization = compiler::RequantizationPass::separate;
  CHECK(is_new(schedule));
  for (const compiler::PlanNumber& number : compiler::kPlanNumbers) {
    schedule = nothing;
    schedule.tiling.*number.given = 3;
    INFO(number.name);
    CHECK(is_new(schedule));
  }
  schedule = nothing;
  schedule.tiling.order = compiler::kActivationStays;
  CHECK(is_new(schedule));
  schedule = nothing;
  schedule.tiling.skip_padding = true;
  CHECK(is_new(schedule));
  schedule = nothing;
  schedule.layer = sample_layers()[0];
  CHECK(is_new(schedule));
  schedule = nothing;
  schedule.hardware = sample_hardware()[1];
  CHECK(is_new(schedule));
}

TEST_CASE("a file has a schedule, or a list of them, and each sweep makes several") {
  const auto names = [](const std::string& text) {
    std::vector<std::string> all;
    for (const Schedule& schedule : load_schedules(ScheduleFile(text).path())) all.push_back(schedule.name);
    return all;
  };
  CHECK(names("{}") == std::vector<std::string>{"mine"});
  CHECK(names(R"([{"name": "a"}, {}])") == std::vector<std::string>{"a", "mine"});
  CHECK(names(R"({"tiling": {"rows": [1, 2]}, "mapping": ["diagonal", "auto"]})") ==
        std::vector<std::string>{"mine mapping=diagonal rows=1", "mine mapping=diagonal rows=2",
                                 "mine mapping=auto rows=1", "mine mapping=auto rows=2"});
  CHECK(names(R"({"tiling": {"loop_order": [["rows", "cols", "images", "groups", "filters"]]}})") ==
        std::vector<std::string>{"mine loop_order=rows-cols-images-groups-filters"});
  CHECK(load_schedules(ScheduleFile(R"({"layer": "mobilenet-v1-dw1", "hardware": "b16-bus64"})").path())[0]
            .layer->channels == 32);
}

TEST_CASE("what is wrong with a schedule file is named") {
  const auto error = [](const std::string& text) { return ScheduleFile(text).error(); };
  CHECK(error("[]") == "has no schedule");
  CHECK(error("7") == "7 is not a JSON object");
  CHECK_THAT(error(R"({"maping": "diagonal"})"), Contains("unknown key \"maping\"; known are name, layer, hardware"));
  CHECK_THAT(error(R"({"mapping": "diagnal"})"), Contains("mapping: diagnal is not known; known are diagonal, "));
  CHECK(error(R"({"mapping": 7})") == "mapping is 7; it must be a mapping's name, or an object with lane maps");
  CHECK(error(R"({"bias_entry": "lanes"})") ==
        R"(bias_entry is "lanes"; legal are "auto", "alu", "load", "lane", "product")");
  CHECK(error(R"({"requantization": "none"})") == R"(requantization is "none"; legal are "fused", "separate")");
  CHECK(error(R"([{}, {"tiling": {"rows": 0}}])") == "schedule 1: tiling: rows is 0; legal are 1 to 16777216");
  CHECK(error(R"({"tiling": {"rows": [1, 0]}})") == "tiling: rows is 0; legal are 1 to 16777216");
  CHECK_THAT(error(R"({"name": ""})"), Contains("name"));
  CHECK_THAT(error(R"({"hardware": {"LOG_BLOCK": 4}})"), Contains("hardware: "));
  CHECK_THAT(error(R"({"layer": {"kernel": 3}})"), Contains("layer: name is missing"));
}

TEST_CASE("a schedule is for the layer and the hardware that it was made for, whatever they are called") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  compiler::Layer layer = sample_layers()[0];
  Schedule schedule;
  CHECK(mismatch(schedule, layer, config) == "");
  schedule.layer = layer;
  schedule.hardware = config;
  layer.name = "renamed";
  layer.bias_entry = compiler::BiasEntry::load;  // The schedule decides.
  layer.requantization_pass = compiler::RequantizationPass::separate;
  CHECK(mismatch(schedule, layer, config) == "");
  compiler::Layer other = layer;
  other.stride_h = 2;
  CHECK(mismatch(schedule, other, config) ==
        fmt::format("made for layer {}; of renamed stride is [2,1], not [1,1]", schedule.layer->name));
  CHECK_THAT(mismatch(schedule, layer, isa::find_hardware_config("b16-bus128")),
             Contains("made for b16-bus64; of b16-bus128 ") && Contains("\"bus_bits\":128"));
}

}  // namespace vtasim::experiment
