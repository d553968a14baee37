#include "sim/report/network_report.h"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "compiler/graph/operation.h"
#include "isa/base/text.h"
#include "sim/report/cause_json.h"
#include "sim/report/table.h"

namespace vtasim::report {
namespace {

using compiler::Graph;
using compiler::NetworkPlan;
using compiler::PlannedStep;
using experiment::StepRun;
using nlohmann::json;

constexpr double kNanosecond = 1e-9;

std::string milliseconds(double seconds) { return fmt::format("{:.3f}", 1000 * seconds); }

double host_seconds(std::int64_t ns) { return static_cast<double>(ns) * kNanosecond; }

/// Whether a step is a program.
bool on_accelerator(const NetworkResult& result, const PlannedStep& step) {
  return program_of(result.ways, step) != nullptr;
}

const std::string& layout_of(const NetworkPlan& plan, std::size_t array) { return plan.arrays[array].layout.name(); }

std::string op_of(const Graph& graph, const PlannedStep& step) {
  if (step.also) return "pair";
  return step.node ? std::string(op_name(graph.nodes[*step.node].operation)) : "layout";
}

std::int64_t bytes_read(const StepRun& run, const isa::HardwareConfig& config) {
  return run.record.read_beats * config.bus_bytes;
}
std::int64_t bytes_written(const StepRun& run, const isa::HardwareConfig& config) {
  return run.record.write_beats * config.bus_bytes;
}

double utilization(std::int64_t macs, std::int64_t cycles, int block) {
  return ratio(macs, std::int64_t{block} * block * cycles);
}

/// Sums over the steps that were run.
struct Totals {
  std::int64_t macs = 0;
  std::int64_t bound = 0;
  std::int64_t read = 0;
  std::int64_t written = 0;
};

Totals totals_of(const NetworkResult& result) {
  Totals totals;
  for (std::size_t s = 0; s < result.run.steps.size(); ++s) {
    const StepRun& run = result.run.steps[s];
    if (!on_accelerator(result, result.plan->steps[s])) continue;
    totals.macs += run.stats.useful_macs;
    totals.bound += run.stats.bound();
    totals.read += bytes_read(run, result.hardware);
    totals.written += bytes_written(run, result.hardware);
  }
  return totals;
}

std::string verdict(bool verified) { return verified ? "yes" : "NO"; }

/// What is known of a step within a program with others; null where there is nothing.
const experiment::JoinedStep* joined_step(const NetworkResult& result, std::size_t s) {
  if (!result.joined) return nullptr;
  for (const experiment::JoinedProgramRun& program : result.joined->programs) {
    for (const experiment::JoinedStep& step : program.steps) {
      if (step.step == s) return &step;
    }
  }
  return nullptr;
}

std::string steps_table(const NetworkResults& all, const NetworkResult& result, std::size_t width) {
  Table table;
  table.add_column(TableColumn::name("step"));
  table.add_column(TableColumn::name("operation", 0, 4));
  table.add_column(TableColumn::name("how", 0, 0, 20));
  table.add_column(TableColumn::figure("cycles", 0));
  if (result.joined) table.add_column(TableColumn::figure("in one\nprogram", 2));
  table.add_column(TableColumn::figure("share", 3));
  table.add_column(TableColumn::figure("utili-\nzation", 5));
  table.add_column(TableColumn::figure("cycles /\nbound", 6));
  table.add_column(TableColumn::figure("DRAM bytes\nread", 8));
  table.add_column(TableColumn::figure("DRAM bytes\nwritten", 9));
  table.add_column(TableColumn::figure("host,\nms", 2));
  table.add_column(TableColumn::name("verified", 0, 1));
  const NetworkPlan& plan = *result.plan;
  const Graph& graph = all.data->graph;
  const int block = result.hardware.block;
  for (std::size_t s = 0; s < result.run.steps.size(); ++s) {
    const PlannedStep& step = plan.steps[s];
    const StepRun& run = result.run.steps[s];
    std::vector<std::string> cells = {step_name(graph, plan, step), op_of(graph, step),
                                      how_done(result.ways, plan, step)};
    if (on_accelerator(result, step)) {
      const std::int64_t cycles = run.record.cycles;
      cells.push_back(grouped(cycles));
      if (result.joined) {
        const experiment::JoinedStep* joined = joined_step(result, s);
        cells.push_back(joined == nullptr ? "" : grouped(joined->cycles));
      }
      cells.insert(cells.end(),
                   {percent(ratio(cycles, plan.cycles)), percent(utilization(run.stats.useful_macs, cycles, block)),
                    fmt::format("{:.3f}", ratio(cycles, run.stats.bound())), grouped(bytes_read(run, result.hardware)),
                    grouped(bytes_written(run, result.hardware))});
    } else {
      cells.insert(cells.end(), result.joined ? 7 : 6, "");
    }
    cells.push_back(milliseconds(host_seconds(step.host_ns)));
    cells.push_back(verdict(run.verified));
    table.add_row(std::move(cells));
  }
  const Totals totals = totals_of(result);
  const std::int64_t cycles = result.run.cycles();
  std::vector<std::string> all_of_it = {"all", "", counted(static_cast<std::int64_t>(result.run.steps.size()), "step"),
                                        grouped(cycles)};
  if (result.joined) all_of_it.push_back(grouped(result.joined->cycles()));
  all_of_it.insert(all_of_it.end(),
                   {percent(ratio(cycles, plan.cycles)), percent(utilization(totals.macs, cycles, block)),
                    fmt::format("{:.3f}", ratio(cycles, totals.bound)), grouped(totals.read), grouped(totals.written),
                    milliseconds(host_seconds(plan.host_ns)), verdict(result.run.verified)});
  table.add_row(std::move(all_of_it));
  return table.to_string(width);
}

/// "as one program", "as 3 programs".
std::string as_programs(const experiment::JoinedRun& joined) {
  if (joined.programs.size() == 1) return "as one program";
  return fmt::format("as {}", counted(static_cast<std::int64_t>(joined.programs.size()), "program"));
}

/// What the network takes in as few programs as there can be; empty where the host does all.
std::string joined_text(const NetworkResult& result) {
  const experiment::JoinedRun& joined = *result.joined;
  if (joined.programs.empty()) return "";
  const std::string what =
      "A" + as_programs(joined).substr(1) +
      (joined.programs.size() == 1 ? "" : ", one for each run of steps between which the host does nothing");
  if (!joined.problem.empty()) return fmt::format("{}: {}\n", what, joined.problem);
  const std::int64_t cycles = joined.cycles();
  const std::int64_t less = result.run.cycles() - cycles;
  std::size_t steps = 0;
  std::size_t whole = 0;
  for (const experiment::JoinedProgramRun& program : joined.programs) {
    steps += program.steps.size();
    for (const experiment::JoinedStep& step : program.steps) whole += step.whole ? 1 : 0;
  }
  return fmt::format(
      "{}: {} cycles, {} {} than launched one by one ({}). Of {} tensors the {} that are whole in the end are "
      "verified.\n",
      what, grouped(cycles), grouped(std::abs(less)), less < 0 ? "more" : "less",
      percent(ratio(std::abs(less), result.run.cycles())), steps, whole);
}

/// What a whole network takes, by some rule.
struct Whole {
  std::string name;
  std::int64_t cycles = 0;
  std::int64_t host_ns = 0;
};

/// Of the accelerator at its clock and the host by its model, one after the other.
double together(const NetworkResults& all, const Whole& whole) {
  return all.host.accelerator_seconds(whole.cycles) + host_seconds(whole.host_ns);
}

Whole planned(const NetworkResult& result) { return {"planned", result.plan->cycles, result.plan->host_ns}; }

/// The plan in as few programs as there can be, each launched once; nothing where they were not run to their end.
std::optional<Whole> planned_joined(const NetworkResults& all, const NetworkResult& result) {
  if (!result.joined || !result.joined->verified || result.joined->programs.empty()) return std::nullopt;
  std::int64_t fewer = -static_cast<std::int64_t>(result.joined->programs.size());
  for (const experiment::JoinedProgramRun& program : result.joined->programs) {
    fewer += static_cast<std::int64_t>(program.steps.size());
  }
  return Whole{"planned, " + as_programs(*result.joined), result.joined->cycles(),
               result.plan->host_ns - experiment::nanoseconds(all.host.launch_seconds(fewer))};
}

std::string strategies_table(const NetworkResults& all, const NetworkResult& result, std::size_t width) {
  Table table;
  table.add_column(TableColumn::name("strategy", 0, 0, 20));
  table.add_column(TableColumn::figure("cycles", 0));
  table.add_column(TableColumn::figure("/ planned", 2));
  table.add_column(TableColumn::figure("accelerator,\nms", 3));
  table.add_column(TableColumn::figure("host,\nms", 1));
  table.add_column(TableColumn::figure("together,\nms", 0));
  table.add_column(TableColumn::figure("frames/s", 2));
  const auto add = [&](const Whole& whole) {
    const double seconds = together(all, whole);
    table.add_row({whole.name, grouped(whole.cycles), fmt::format("{:.3f}", ratio(whole.cycles, result.plan->cycles)),
                   milliseconds(all.host.accelerator_seconds(whole.cycles)), milliseconds(host_seconds(whole.host_ns)),
                   milliseconds(seconds), fmt::format("{:.2f}", all.data->graph.input_shape().n / seconds)});
  };
  add(planned(result));
  if (const auto joined = planned_joined(all, result)) add(*joined);
  for (const experiment::Strategy& strategy : result.strategies) {
    if (strategy.plan) {
      add({strategy.name, strategy.plan->cycles, strategy.plan->host_ns});
    } else {
      table.add_message_row({strategy.name}, "no program for some operation");
    }
  }
  return table.to_string(width);
}

std::string dram_text(const NetworkResult& result) {
  const compiler::DramPlan& dram = result.plan->dram;
  return fmt::format(
      "DRAM: {} bytes. Tensors: {} in {} arrays that share {}; at least {} live at the same time. Programs, weights "
      "and "
      "biases: {}.\n",
      grouped(static_cast<std::int64_t>(result.run.dram_bytes)), grouped(dram.without_reuse),
      result.plan->arrays.size(), grouped(dram.used), grouped(dram.most_alive), grouped(result.run.program_bytes));
}

json whole_json(const NetworkResults& all, const Whole& whole) {
  const double seconds = together(all, whole);
  return {{"name", whole.name},
          {"cycles", whole.cycles},
          {"accelerator_seconds", all.host.accelerator_seconds(whole.cycles)},
          {"host_seconds", host_seconds(whole.host_ns)},
          {"frames_per_second", all.data->graph.input_shape().n / seconds}};
}

json step_json(const NetworkResults& all, const NetworkResult& result, std::size_t s) {
  const NetworkPlan& plan = *result.plan;
  const PlannedStep& step = plan.steps[s];
  const StepRun& run = result.run.steps[s];
  json reads = json::array();
  for (const std::size_t array : step.reads) reads.push_back(array);
  json object = {{"name", step_name(all.data->graph, plan, step)},
                 {"operation", op_of(all.data->graph, step)},
                 {"how", how_done(result.ways, plan, step)},
                 {"on", on_accelerator(result, step) ? "accelerator" : "host"},
                 {"reads", std::move(reads)},
                 {"writes", step.writes},
                 {"verified", run.verified}};
  if (!run.problem.empty()) object["problem"] = run.problem;
  object["host_seconds"] = host_seconds(step.host_ns);
  if (!on_accelerator(result, step)) return object;
  object.update({{"cycles", run.record.cycles},
                 {"bound", run.stats.bound()},
                 {"useful_macs", run.stats.useful_macs},
                 {"utilization", utilization(run.stats.useful_macs, run.record.cycles, result.hardware.block)},
                 {"read_bytes", bytes_read(run, result.hardware)},
                 {"written_bytes", bytes_written(run, result.hardware)},
                 {"causes", json(to_json(run.causes))}});
  return object;
}

json joined_json(const NetworkResults& all, const NetworkResult& result) {
  const experiment::JoinedRun& joined = *result.joined;
  json programs = json::array();
  for (const experiment::JoinedProgramRun& program : joined.programs) {
    json steps = json::array();
    for (const experiment::JoinedStep& step : program.steps) {
      steps.push_back({{"name", step_name(all.data->graph, *result.plan, result.plan->steps[step.step])},
                       {"step", step.step},
                       {"cycles", step.cycles},
                       {"whole", step.whole}});
    }
    programs.push_back({{"name", program.name},
                        {"instructions", program.instructions},
                        {"cycles", program.record.cycles},
                        {"steps", std::move(steps)},
                        {"causes", json(to_json(program.causes))}});
  }
  json object = {{"cycles", joined.cycles()},
                 {"verified", joined.verified},
                 {"dram_bytes", joined.dram_bytes},
                 {"programs", std::move(programs)}};
  if (!joined.problem.empty()) object["problem"] = joined.problem;
  return object;
}

json result_json(const NetworkResults& all, const NetworkResult& result) {
  json object = {{"hardware", result.hardware.name}, {"verified", result.run.verified}};
  if (!result.plan) {
    object["error"] = result.error;
    return object;
  }
  const NetworkPlan& plan = *result.plan;
  if (!result.run.problem.empty()) object["problem"] = result.run.problem;
  object.update(whole_json(all, planned(result)));
  object.erase("name");
  json arrays = json::array();
  for (std::size_t i = 0; i < plan.arrays.size(); ++i) {
    arrays.push_back({{"tensor", all.data->graph.tensors[plan.arrays[i].tensor].name},
                      {"layout", layout_of(plan, i)},
                      {"bytes", plan.arrays[i].layout.bytes()},
                      {"address", plan.dram.addresses[i]},
                      {"first_step", plan.lives[i].first_step},
                      {"last_step", plan.lives[i].last_step}});
  }
  object["dram"] = {{"bytes", result.run.dram_bytes},
                    {"program_bytes", result.run.program_bytes},
                    {"tensor_bytes", plan.dram.used},
                    {"tensor_bytes_without_reuse", plan.dram.without_reuse},
                    {"tensor_bytes_alive", plan.dram.most_alive},
                    {"arrays", std::move(arrays)}};
  object["steps"] = json::array();
  for (std::size_t s = 0; s < result.run.steps.size(); ++s) object["steps"].push_back(step_json(all, result, s));
  if (result.joined) object["single_program"] = joined_json(all, result);
  object["strategies"] = json::array();
  if (const auto joined = planned_joined(all, result)) object["strategies"].push_back(whole_json(all, *joined));
  for (const experiment::Strategy& strategy : result.strategies) {
    if (!strategy.plan) continue;
    object["strategies"].push_back(whole_json(all, {strategy.name, strategy.plan->cycles, strategy.plan->host_ns}));
  }
  return object;
}

}  // namespace

std::string format_network(const NetworkResults& all, const NetworkResult& result, std::size_t width) {
  const std::string title = fmt::format("Network {} on {}:\n", all.data->graph.name, result.hardware.name);
  const std::string joined = result.joined ? wrapped_lines(joined_text(result), width) : "";
  return title + steps_table(all, result, width) + joined + '\n' +
         wrapped_lines(
             fmt::format("By host model {}: accelerator at {} MHz; a launch takes the host {:.3f} ms\n", all.host.name,
                         all.host.accelerator_hz / 1'000'000, 1000 * all.host.launch_seconds(1)),
             width) +
         strategies_table(all, result, width) + '\n' + wrapped_lines(dram_text(result), width);
}

json to_json(const NetworkResults& all) {
  json results = json::array();
  for (const NetworkResult& result : all.results) results.push_back(result_json(all, result));
  return {{"network", all.data->graph.name},
          {"objective", all.rules.objective == compiler::Objective::cycles ? "cycles" : "time"},
          {"host_between", all.rules.host_between ? "allowed" : "never"},
          {"host", to_json(all.host)},
          {"seed", all.seed},
          {"results", std::move(results)}};
}

}  // namespace vtasim::report
