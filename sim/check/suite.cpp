#include "sim/check/suite.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "compiler/graph/network_file.h"
#include "compiler/program/compile.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/network.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/case_file.h"
#include "sim/check/entry_lines.h"
#include "sim/experiment/schedule_file.h"

namespace vtasim::check {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// A member that is a text or a list of texts, none twice.
std::vector<std::string> texts(JsonReader& reader, const char* key) {
  const json& value = reader.member(key);
  std::vector<std::string> result;
  for (const json& item : value.is_array() ? value : json::array({value})) {
    if (!item.is_string())
      reader.fail(key, fmt::format("is {}; it must be a string or a list of strings", shown(value)));
    result.push_back(item.get<std::string>());
    if (std::count(result.begin(), result.end(), result.back()) > 1) {
      reader.fail(key, fmt::format("names \"{}\" twice", result.back()));
    }
  }
  if (result.empty()) reader.fail(key, "is an empty list");
  return result;
}

/// The member `search`, or `otherwise` where there is none.
compiler::SearchEffort read_search(JsonReader& reader, compiler::SearchEffort otherwise) {
  if (!reader.has("search")) return otherwise;
  const std::string name = reader.text("search");
  for (const compiler::SearchEffort effort : {compiler::SearchEffort::quick, compiler::SearchEffort::full}) {
    if (name == to_string(effort)) return effort;
  }
  reader.fail("search", fmt::format("is \"{}\"; legal are quick and full", name));
}

/// Reads one entry and appends its rows, each of which starts out as `row`.
class EntryReader {
 public:
  EntryReader(const json& entry, const std::string& where, fs::path directory, SuiteRow row,
              std::vector<SuiteRow>& rows)
      : reader_(entry, where), directory_(std::move(directory)), row_(std::move(row)), rows_(rows) {}

  void read() {
    const bool layer = reader_.has("layer");
    const bool network = reader_.has("network");
    const bool planned = reader_.has("planned");
    const bool cases = reader_.has("cases");
    if (int{layer} + int{network} + int{planned} + int{cases} != 1) {
      throw Error(fmt::format("{}: must have exactly one of layer, network, planned and cases", reader_.where()));
    }
    if (reader_.has("name")) {
      name_ = reader_.text("name");
      check_name(name_, reader_.where() + ": name");
    }
    if (reader_.has("hardware")) {
      for (const std::string& name : texts(reader_, "hardware")) {
        hardware_.push_back(isa::find_hardware_config(compiler::relative_to(directory_, name)));
      }
    }
    if (reader_.has("tolerance")) row_.tolerance = reader_.number("tolerance", 0, 100);
    if (cases) {
      read_cases_entry();
    } else if (planned) {
      read_planned();
    } else {
      read_compiled(network);
    }
  }

 private:
  void read_planned() {
    const auto graph = std::make_shared<const compiler::Graph>(
        compiler::find_graph(compiler::relative_to(directory_, reader_.text("planned"))));
    row_.objective =
        read_one_of("objective", "cycles", "time") ? compiler::Objective::time : compiler::Objective::cycles;
    row_.host_between = read_one_of("host_between", "never", "allowed");
    row_.search = read_search(reader_, row_.search);
    read_seed();
    reader_.expect_no_more();
    if (hardware_.empty()) reader_.fail("hardware", "is missing");
    row_.graph = graph;
    for (const isa::HardwareConfig& hardware : hardware_) {
      row_.name = fmt::format("{}/{}/planned", name_.empty() ? graph->name : name_, hardware.name);
      row_.hardware = hardware;
      rows_.push_back(row_);
    }
  }

  /// Whether a member that may be left out is `other`; otherwise it is `first`.
  bool read_one_of(const char* key, const char* first, const char* other) {
    if (!reader_.has(key)) return false;
    const std::string text = reader_.text(key);
    if (text != first && text != other) {
      reader_.fail(key, fmt::format("is \"{}\"; legal are {} and {}", text, first, other));
    }
    return text == other;
  }

  void read_seed() {
    if (!reader_.has("seed")) return;
    row_.seed = static_cast<std::uint64_t>(reader_.integer("seed", 0, std::numeric_limits<std::int64_t>::max()));
  }

  void read_compiled(bool is_network) {
    compiler::Network network;
    if (is_network) {
      network = compiler::find_network(compiler::relative_to(directory_, reader_.text("network")));
      if (reader_.has("only")) network = select_layers(network, texts(reader_, "only"));
    } else {
      network.layers.push_back(compiler::read_layer(reader_.member("layer"), reader_.where() + ": layer", directory_));
      network.name = network.layers.front().name;
    }
    std::vector<std::shared_ptr<const experiment::Schedule>> schedules;
    if (reader_.has("schedule")) schedules = read_schedules();
    std::vector<std::string> mappings;
    if (schedules.empty()) mappings = {experiment::kAutoMapping};
    if (reader_.has("mapping")) mappings = texts(reader_, "mapping");
    for (const std::string& mapping : mappings) experiment::check_mapping(mapping, reader_.where() + ": mapping");
    row_.search = read_search(reader_, row_.search);
    read_seed();
    reader_.expect_no_more();
    if (hardware_.empty()) reader_.fail("hardware", "is missing");
    if (name_.empty()) name_ = network.name;
    std::set<const experiment::Schedule*> used;
    for (const compiler::Layer& layer : network.layers) {
      const std::string stem = is_network ? fmt::format("{}/{}", name_, layer.name) : name_;
      for (const isa::HardwareConfig& hardware : hardware_) {
        const auto add = [&](const std::string& how, const compiler::Layer& of_row, const std::string& mapping,
                             const std::shared_ptr<const experiment::Schedule>& schedule) {
          row_.name = fmt::format("{}/{}/{}", stem, hardware.name, how);
          row_.hardware = hardware;
          row_.layer = of_row;
          row_.mapping = mapping;
          row_.schedule = schedule;
          rows_.push_back(row_);
        };
        for (const auto& schedule : schedules) {
          if (!mismatch(*schedule, layer, hardware).empty()) continue;
          used.insert(schedule.get());
          add(schedule->name, scheduled_layer(layer, *schedule), "", schedule);
        }
        for (const std::string& mapping : mappings) add(mapping, layer, mapping, nullptr);
      }
    }
    for (const auto& schedule : schedules) {
      if (used.count(schedule.get()) > 0) continue;
      reader_.fail("schedule",
                   fmt::format("has {}, which is for none of the entry's layers on its hardware: {}", schedule->name,
                               mismatch(*schedule, network.layers.front(), hardware_.front())));
    }
  }

  std::vector<std::shared_ptr<const experiment::Schedule>> read_schedules() {
    std::vector<std::shared_ptr<const experiment::Schedule>> schedules;
    for (const std::string& file : texts(reader_, "schedule")) {
      for (experiment::Schedule& schedule : experiment::load_schedules(directory_ / file)) {
        schedules.push_back(std::make_shared<const experiment::Schedule>(std::move(schedule)));
      }
    }
    return schedules;
  }

  void read_cases_entry() {
    const fs::path file = directory_ / reader_.text("cases");
    std::vector<std::string> only;
    if (reader_.has("only")) only = texts(reader_, "only");
    reader_.expect_no_more();
    if (name_.empty()) name_ = name_of_file(file);
    std::vector<isa::Case> cases = isa::read_cases(file);
    const bool all = only.empty();
    for (isa::Case& item : cases) {
      const auto wanted = std::find(only.begin(), only.end(), item.program.name);
      if (!all && wanted == only.end()) continue;
      if (!all) only.erase(wanted);
      add_case(std::make_shared<const isa::Case>(std::move(item)));
    }
    if (!only.empty())
      reader_.fail("only", fmt::format("names \"{}\", which {} does not have", only.front(), file.string()));
  }

  void add_case(const std::shared_ptr<const isa::Case>& item) {
    row_.recorded = item;
    std::vector<isa::HardwareConfig> own;
    if (hardware_.empty()) {
      own.push_back(item->hardware
                        ? *item->hardware
                        : isa::find_hardware_config(compiler::relative_to(directory_, item->program.config)));
    }
    for (const isa::HardwareConfig& hardware : hardware_.empty() ? own : hardware_) {
      row_.name = fmt::format("{}/{}/{}", name_, item->program.name, hardware.name);
      row_.hardware = hardware;
      rows_.push_back(row_);
    }
  }

  JsonReader reader_;
  fs::path directory_;
  SuiteRow row_;
  std::vector<SuiteRow>& rows_;
  std::string name_;
  std::vector<isa::HardwareConfig> hardware_;
};

/// Names go into one line of a table, a baseline, XML.
void check_names(const Suite& suite, const std::string& file) {
  std::map<std::string, std::size_t> lines;
  for (const SuiteRow& row : suite.rows) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(row.name.begin(), row.name.end(), control)) {
      throw Error(fmt::format("{}:{}: name {} has a control character", file, row.line, shown(row.name)));
    }
    const auto [earlier, is_new] = lines.emplace(row.name, row.line);
    if (!is_new) {
      throw Error(fmt::format("{}:{}: \"{}\" is there already from line {}; \"name\" tells entries apart", file,
                              row.line, row.name, earlier->second));
    }
  }
}

}  // namespace

Suite load_suite(const fs::path& file) {
  const std::string text = read_whole_file(file);
  const json object = parse_json(text, file.string());
  JsonReader reader(object, file.string());
  Suite suite;
  suite.name = reader.has("name") ? reader.text("name") : name_of_file(file);
  check_name(suite.name, file.string() + ": name");
  const compiler::SearchEffort search = read_search(reader, compiler::SearchEffort::quick);
  const json& entries = reader.array("entries");
  reader.expect_no_more();
  if (entries.empty()) reader.fail("entries", "is empty: nothing would be checked");
  const bool objects = std::all_of(entries.begin(), entries.end(), [](const json& entry) { return entry.is_object(); });
  if (!objects) reader.fail("entries", "must be an array of objects");

  const std::vector<std::size_t> lines = entry_lines(text);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    SuiteRow row;
    row.line = lines[i];
    row.search = search;
    EntryReader(entries[i], fmt::format("{}:{}: entry {}", file.string(), lines[i], i), file.parent_path(), row,
                suite.rows)
        .read();
  }
  check_names(suite, file.string());
  return suite;
}

}  // namespace vtasim::check
