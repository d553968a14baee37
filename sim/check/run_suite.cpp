#include "sim/check/run_suite.h"

#include <nlohmann/json.hpp>
#include <string>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"
#include "isa/base/printable.h"
#include "sim/check/run_entry.h"
#include "sim/processes/process_pool.h"

namespace vtasim::check {
namespace {

/// In the row's process: what goes to the parent.
std::string run_row(const SuiteRow& row, experiment::SearchStore& store) {
  nlohmann::ordered_json message;
  try {
    machine::Machine machine;
    const Measurement measurement = run_entry(row, {machine, store});
    add_measurement(message, measurement);
    message["problem"] = printable(measurement.problem);
  } catch (const Error& error) {
    message["error"] = printable(error.what());
  }
  return json_text(message);
}

RowResult read_result(const processes::ProcessResult& process) {
  RowResult result;
  result.diagnostics = printable(process.diagnostics);
  result.failure = process.failure;
  if (!process.failure.empty()) return result;
  const nlohmann::json message = parse_json(process.output, "result");
  if (message.contains("error")) {
    result.failure = message.at("error").get<std::string>();
    return result;
  }
  JsonReader reader(message, "result");
  result.measurement = read_measurement(reader);
  result.measurement->problem = reader.text("problem");
  return result;
}

}  // namespace

std::vector<RowResult> run_suite(const Suite& suite, std::size_t jobs, experiment::SearchStore& store,
                                 const processes::SignalWatch& watch,
                                 const std::function<void(std::size_t)>& progress) {
  processes::ProcessPool pool(suite.rows.size(), jobs, [&](std::size_t i) { return run_row(suite.rows[i], store); });
  std::vector<RowResult> results;
  for (std::size_t i = 0; i < suite.rows.size(); ++i) results.push_back(read_result(pool.wait(i, watch, progress)));
  return results;
}

}  // namespace vtasim::check
