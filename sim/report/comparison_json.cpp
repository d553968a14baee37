#include "sim/report/comparison_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/program/compile_stats.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/layer_quantization.h"
#include "sim/experiment/plan_json.h"
#include "sim/report/beyond_rtl.h"
#include "sim/report/cause_json.h"
#include "sim/report/comparison_totals.h"
#include "sim/report/packing_json.h"

namespace vtasim::report {
namespace {

using nlohmann::json;

json to_json(const std::vector<compiler::FilterReads>& reads) {
  json object = json::object();
  for (const compiler::FilterReads& read : reads) {
    object[std::string(to_string(read.layout))] = {{"bytes", read.bytes}, {"pieces", read.pieces}};
  }
  return object;
}

json to_json(const compiler::CompileStats& stats) {
  return {{"useful_macs", stats.useful_macs},
          {"gemm_ops", stats.gemm_ops},
          {"alu_cycles", stats.alu_cycles},
          {"read_bytes", stats.read_bytes},
          {"write_bytes", stats.write_bytes},
          {"packed_bytes", stats.packed_bytes},
          {"packed_weight_bytes", stats.packed_weight_bytes},
          {"filter_reads", to_json(stats.filter_reads)},
          {"clamps_left_out", stats.clamps_left_out},
          {"dram_bytes", stats.dram_bytes},
          {"lane_efficiency", stats.lane_efficiency},
          {"bound_compute", stats.least.compute},
          {"bound_read", stats.least.read},
          {"bound_store", stats.least.store},
          {"bound", stats.bound()}};
}

json to_json(const machine::ModuleCycles& cycles) {
  return {{"busy", cycles.busy},
          {"wait_insn", cycles.wait_insn},
          {"wait_prev", cycles.wait_prev},
          {"wait_next", cycles.wait_next},
          {"issue", cycles.issue}};
}

/// Traffic by what it is for: the scratchpad that is loaded, or "insn".
json by_reader(const std::array<std::int64_t, isa::kBufferCount + 1>& counts) {
  json object;
  for (std::size_t b = 0; b < isa::kBufferCount; ++b)
    object[std::string(to_string(static_cast<isa::Buffer>(b)))] = counts[b];
  object["insn"] = counts[isa::kBufferCount];
  return object;
}

json to_json(const machine::Counters& counters) {
  json modules;
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    modules[std::string(to_string(static_cast<isa::Module>(m)))] = to_json(counters.modules[m]);
  }
  return {{"modules", modules},
          {"compute_gemm_cycles", counters.compute_gemm_cycles},
          {"compute_alu_cycles", counters.compute_alu_cycles},
          {"compute_load_uop_cycles", counters.compute_load_uop_cycles},
          {"compute_load_acc_cycles", counters.compute_load_acc_cycles},
          {"compute_sync_cycles", counters.compute_sync_cycles},
          {"load_inp_cycles", counters.load_inp_cycles},
          {"load_wgt_cycles", counters.load_wgt_cycles},
          {"gemm_ops", counters.gemm_ops},
          {"gemm_reset_ops", counters.gemm_reset_ops},
          {"alu_imm_ops", counters.alu_imm_ops},
          {"alu_reg_ops", counters.alu_reg_ops},
          {"read_beats", by_reader(counters.read_beats)},
          {"read_bursts", by_reader(counters.read_bursts)},
          {"write_beats", counters.write_beats},
          {"write_bursts", counters.write_bursts},
          {"store_burst_cycles", counters.store_burst_cycles}};
}

json to_json(const compiler::SearchResult& search) {
  json object = experiment::plan_json(search.plan);
  object["considered"] = search.considered;
  object["simulated"] = search.simulated;
  return object;
}

/// What the host's model makes of a finished row.
json to_json(const experiment::HostModel& host, const experiment::ComparisonRow& row) {
  return {{"accelerator_seconds", host.accelerator_seconds(row.record.cycles)},
          {"packing", report::to_json(row.packing)},
          {"packing_seconds", host.packing_seconds(row.packing)},
          {"launch_seconds", host.launch_seconds(1)},
          {"peak_dram_bytes", experiment::peak_dram_bytes(row.layer, row.stats)}};
}

}  // namespace

json to_json(const experiment::ComparisonRow& row) {
  json object = {{"layer", row.layer.name},
                 {"hardware", row.hardware.name},
                 {"asked_for", row.asked_for},
                 {"mapping", row.mapping},
                 {"requantization", to_string(row.layer.requantization_pass)},
                 {"verified", row.verified}};
  if (!row.schedule.empty()) object["schedule"] = row.schedule;
  const std::string_view lacks = beyond_rtl(row.mapping);
  object["in_rtl"] = lacks.empty();
  if (!lacks.empty()) object["not_in_rtl"] = fmt::format("it needs {}", lacks);
  if (!row.error.empty()) {
    object["error"] = row.error;
    return object;
  }
  if (!row.problem.empty()) object["problem"] = row.problem;
  object["finished"] = row.record.finished;
  if (row.layer.has_bias()) object["bias_entry"] = to_string(row.layer.bias_entry);
  object["search"] = to_json(row.search);
  object["compiled"] = to_json(row.stats);
  object["counters"] = to_json(row.counters);
  object["causes"] = json(to_json(row.causes));
  object["instructions"] = row.record.timing[0].size() + row.record.timing[1].size() + row.record.timing[2].size();
  if (!row.record.finished) return object;
  object["cycles"] = row.record.cycles;
  object["utilization"] = row.utilization();
  object["gemm_issue"] = row.gemm_issue();
  object["lane_efficiency"] = row.stats.lane_efficiency;
  object["alu_cycles"] = row.alu_cycles();
  object["read_bursts"] = row.record.read_bursts;
  object["read_bytes"] = row.bytes_read();
  object["write_bursts"] = row.record.write_bursts;
  object["written_bytes"] = row.bytes_written();
  object["packed_bytes"] = row.stats.packed_bytes;
  object["bound"] = row.stats.bound();
  object["cycles_over_bound"] = row.over_bound();
  object["layer_bound"] = row.layer_bound;
  object["cycles_over_layer_bound"] = row.over_layer_bound();
  return object;
}

json to_json(const experiment::Comparison& comparison) {
  json layers = json::array();
  for (const compiler::Layer& layer : comparison.layers) {
    json seconds = json::array();  // By number of cores, from 1.
    for (int cores = 1; cores <= comparison.host.cores; ++cores) {
      seconds.push_back(comparison.host.layer_seconds(layer, cores));
    }
    layers.push_back(compiler::to_json(layer));
    layers.back()["on_host_seconds"] = std::move(seconds);
  }
  json hardware = json::object();
  json rows = json::array();
  for (const experiment::ComparisonRow& row : comparison.rows) {
    hardware[row.hardware.name] = isa::to_json(row.hardware);
    rows.push_back(to_json(row));
    if (row.record.finished) rows.back()["host"] = to_json(comparison.host, row);
  }
  json totals = json::array();
  for (const ComparisonTotal& total : totals_of(comparison)) totals.push_back(to_json(total, comparison.host));
  return {{"layers", layers},
          {"seed", comparison.seed},
          {"host", experiment::to_json(comparison.host)},
          {"hardware", hardware},
          {"rows", rows},
          {"totals", totals}};
}

}  // namespace vtasim::report
