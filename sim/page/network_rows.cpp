#include <fmt/format.h>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sim/page/row_copy.h"
#include "sim/page/rows.h"

namespace vtasim::page {
namespace {

using nlohmann::json;

constexpr std::int64_t kLargest = std::int64_t{1} << 53;

/// What a rule for the whole network comes to, the plan's own among them.
void take_cost(RowCopy& row) {
  row.integer("cycles");
  for (const char* key : {"accelerator_seconds", "host_seconds", "frames_per_second"}) row.number(key);
}

json strategy_row(const json& written, const std::string& where, std::size_t file) {
  RowCopy row(written, where, file);
  row.text("name");
  take_cost(row);
  return row.take();
}

/// An array in DRAM of a run that has, or may have, so many steps.
json array_row(const json& written, const std::string& where, std::size_t file, std::int64_t most_steps) {
  RowCopy row(written, where, file);
  for (const char* key : {"tensor", "layout"}) row.text(key);
  for (const char* key : {"bytes", "address"}) row.integer(key);
  const std::int64_t first = row.reader().integer("first_step", 0, most_steps);
  row.set("first_step", first);
  row.set("last_step", row.reader().integer("last_step", first, most_steps));
  return row.take();
}

json dram_row(const json& written, const std::string& where, std::size_t file, std::int64_t most_steps) {
  RowCopy row(written, where, file);
  for (const char* key :
       {"bytes", "program_bytes", "tensor_bytes", "tensor_bytes_without_reuse", "tensor_bytes_alive"}) {
    row.integer(key);
  }
  json arrays = json::array();
  for (const json& array : row.reader().array("arrays")) {
    arrays.push_back(array_row(array, fmt::format("{}: arrays[{}]", where, arrays.size()), file, most_steps));
  }
  row.set("arrays", std::move(arrays));
  return row.take();
}

/// A step of a run with so many arrays.
json step_row(const json& written, const std::string& where, std::size_t file, std::size_t arrays) {
  RowCopy row(written, where, file);
  const auto check_array = [&](const json& array, const std::string& what) {
    static_cast<void>(checked_integer(array, 0, static_cast<std::int64_t>(arrays) - 1, what));
  };
  for (const char* key : {"name", "operation", "how"}) row.text(key);
  row.boolean("verified");
  if (row.has("problem")) row.text("problem");
  std::size_t number = 0;
  for (const json& array : row.reader().array("reads")) {
    check_array(array, fmt::format("{}: reads[{}]", where, number++));
  }
  row.set("reads", row.reader().member("reads"));
  check_array(row.reader().member("writes"), where + ": writes");
  row.set("writes", row.reader().member("writes"));
  const std::string on = row.text("on");
  if (on == "host") {
    row.number("host_seconds");
    return row.take();
  }
  if (on != "accelerator") {
    row.reader().fail("on", fmt::format("is {}; legal are accelerator and host", shown(on)));
  }
  for (const char* key : {"bound", "read_bytes", "written_bytes"}) row.integer(key);
  // A program that did not finish has no cycles.
  if (row.integer("cycles", -1) >= 0) row.number("utilization");
  row.causes();
  return row.take();
}

/// A network on a configuration.
json result_row(const json& written, const std::string& where, std::size_t file) {
  RowCopy row(written, where, file);
  row.text("hardware");
  row.boolean("verified");
  if (row.has("error")) {
    row.text("error");
    return row.take();
  }
  if (row.has("problem")) row.text("problem");
  take_cost(row);
  const json& steps = row.reader().array("steps");
  // Of a run with a problem those behind it are not told.
  const std::int64_t most_steps = row.has("problem") ? kLargest : static_cast<std::int64_t>(steps.size());
  json dram = dram_row(row.reader().member("dram"), where + ": dram", file, most_steps);
  json read = json::array();
  for (const json& step : steps) {
    read.push_back(step_row(step, fmt::format("{}: steps[{}]", where, read.size()), file, dram["arrays"].size()));
  }
  row.set("steps", std::move(read));
  row.set("dram", std::move(dram));
  json strategies = json::array();
  for (const json& strategy : row.reader().array("strategies")) {
    strategies.push_back(strategy_row(strategy, fmt::format("{}: strategies[{}]", where, strategies.size()), file));
  }
  row.set("strategies", std::move(strategies));
  return row.take();
}

}  // namespace

void add_networks(const json& content, const std::string& where, std::size_t file, Results& results) {
  RowCopy head(content, where, file);
  for (const char* key : {"network", "objective", "host_between"}) head.text(key);
  JsonReader host(head.reader().member("host"), where + ": host");
  head.set("accelerator_hz", host.integer("accelerator_hz", 1, kLargest));
  const json& written = head.reader().array("results");
  const json common = head.take();
  std::size_t number = 0;
  for (const json& result : written) {
    json row = result_row(result, fmt::format("{}: results[{}]", where, number++), file);
    row.update(common);
    results.networks.push_back(std::move(row));
  }
}

}  // namespace vtasim::page
