#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "isa/hardware_config.h"

namespace vtasim {

/// A row of compare --json, of depthwise layer `layer` by `mapping` on b16-bus64: 100 cycles.
inline nlohmann::json sample_row(const std::string& layer = "dw", const std::string& mapping = "diagonal") {
  const nlohmann::json waits = {{"busy", 60}, {"wait_insn", 10}, {"wait_prev", 20}, {"wait_next", 7}, {"issue", 3}};
  return {{"layer", layer},
          {"hardware", "b16-bus64"},
          {"asked_for", mapping},
          {"mapping", mapping},
          {"requantization", "fused"},
          {"verified", true},
          {"in_rtl", true},
          {"finished", true},
          {"cycles", 100},
          {"bound", 80},
          {"layer_bound", 50},
          {"alu_cycles", 16},
          {"read_bytes", 1024},
          {"written_bytes", 512},
          {"packed_bytes", 0},
          {"compiled",
           {{"useful_macs", 2304}, {"gemm_ops", 40}, {"bound_compute", 80}, {"bound_read", 70}, {"bound_store", 10}}},
          {"counters",
           {{"compute_gemm_cycles", 30},
            {"compute_alu_cycles", 20},
            {"compute_load_uop_cycles", 5},
            {"compute_load_acc_cycles", 4},
            {"compute_sync_cycles", 1},
            {"load_inp_cycles", 40},
            {"load_wgt_cycles", 15},
            {"modules", {{"load", waits}, {"compute", waits}, {"store", waits}}}}},
          {"host", {{"accelerator_seconds", 0.001}, {"packing_seconds", 0.002}, {"launch_seconds", 0.004}}}};
}

/// What network --json writes, as far as a page needs it: a change of layout by the host and a program behind it.
inline nlohmann::json sample_network() {
  const nlohmann::json cost = {
      {"cycles", 100}, {"accelerator_seconds", 0.001}, {"host_seconds", 0.002}, {"frames_per_second", 333.3}};
  nlohmann::json strategy = cost;
  strategy["name"] = "ordinary layout throughout";
  nlohmann::json result = cost;
  result.update({{"hardware", "b16-bus64"}, {"verified", true}, {"strategies", nlohmann::json::array({strategy})}});
  result["steps"] = {{{"name", "image"},
                      {"operation", "layout"},
                      {"how", "host: from (N, C, H, W) to (N, C/16, H, W, 16)"},
                      {"on", "host"},
                      {"reads", {0}},
                      {"writes", 1},
                      {"verified", true},
                      {"host_seconds", 0.002}},
                     {{"name", "conv"},
                      {"operation", "conv"},
                      {"how", "direct"},
                      {"on", "accelerator"},
                      {"reads", {1}},
                      {"writes", 2},
                      {"verified", true},
                      {"cycles", 100},
                      {"bound", 80},
                      {"utilization", 0.5},
                      {"read_bytes", 1024},
                      {"written_bytes", 512},
                      {"causes", {{"cycles", 101}, {"units", {{"compute", {{"gemm", {{"operations", 101}}}}}}}}}}};
  const auto array = [](const char* tensor, std::int64_t bytes, std::int64_t address, int first, int last) {
    return nlohmann::json{{"tensor", tensor},   {"layout", "(N, C, H, W)"}, {"bytes", bytes},
                          {"address", address}, {"first_step", first},      {"last_step", last}};
  };
  result["dram"] = {
      {"bytes", 8192},
      {"program_bytes", 2048},
      {"tensor_bytes", 768},
      {"tensor_bytes_without_reuse", 1024},
      {"tensor_bytes_alive", 768},
      {"arrays", {array("image", 256, 4608, 0, 0), array("image", 256, 4096, 0, 1), array("conv", 512, 4352, 1, 2)}}};
  return {{"network", "net"},
          {"objective", "cycles"},
          {"host_between", "never"},
          {"host", {{"name", "pynq"}, {"accelerator_hz", 100000000}}},
          {"results", nlohmann::json::array({result})}};
}

/// What compare --json writes, as far as a page needs it, with one row.
inline nlohmann::json sample_comparison() {
  return {{"layers", nlohmann::json::array({nlohmann::json::object()})},
          {"host", {{"name", "pynq"}}},
          {"hardware", {{"b16-bus64", isa::to_json(isa::find_hardware_config("b16-bus64"))}}},
          {"rows", nlohmann::json::array({sample_row()})},
          {"totals",
           {{{"hardware", "b16-bus64"},
             {"mapping", "diagonal"},
             {"layers", 1},
             {"of_layers", 1},
             {"cycles", 100},
             {"bound", 80},
             {"read_bytes", 1024},
             {"written_bytes", 512},
             {"packed_bytes", 0},
             {"host", {{"accelerator_seconds", 0.001}, {"packing_seconds", 0.002}, {"launch_seconds", 0.004}}}}}}};
}

/// What explain --json writes, as far as a page needs it: a LOAD of inp, and a GEMM that takes its token.
inline nlohmann::json sample_profile_json() {
  return nlohmann::json::parse(R"({
    "program": "sample", "hardware": "b16-bus64", "finished": true, "cycles": 100, "verdict": "Bound by nothing.",
    "causes": {"cycles": 101, "units": {"load": {"inp": {"data": 40}}, "compute": {}, "store": {}, "fetch": {}}},
    "critical_path": {"steps": [["fetch", "instructions", 0, 0, 10], ["load", "inp", 0, 10, 50],
                                ["compute", "gemm", 1, 50, 100]]},
    "instructions": [
      {"module": "load", "work": "inp", "what": "LOAD inp 1 x 40", "dispatch": 8, "start": 10, "end": 50, "slack": 0,
       "place": {"stage": "sample", "tile": 1, "of_tiles": 4, "row": [9, 9, 36], "tap": [2, 1, 9], "purpose": "activation"},
       "live": {"inp": [40, 3]},
       "before": [{"cause": "fetch", "cycles": 10}],
       "at_work": [{"cause": "data", "cycles": 30}, {"cause": "bus", "cycles": 10, "taken_by": "acc"}]},
      {"module": "compute", "work": "gemm", "what": "GEMM of 49", "dispatch": 9, "start": 51, "end": 100,
       "live": {"inp": [0, 37], "acc": [7, 7]},
       "token_prev": 0, "before": [{"cause": "token_prev", "cycles": 51, "instruction": 0}],
       "at_work": [{"cause": "operations", "cycles": 49}]}],
    "scratchpads": {"uop": {"depth": 2048, "most_live": 0}, "wgt": {"depth": 1024, "most_live": 0},
                    "inp": {"depth": 2048, "most_live": 40}, "acc": {"depth": 2048, "most_live": 7},
                    "out": {"depth": 2048, "most_live": 0}},
    "timeline": {"load": {"cycles": [10, 10, 30, 51], "cause": ["fetch", "bus", "data", "none"],
                          "instruction": [0, 0, 0, -1]},
                 "compute": {"cycles": [51, 49, 1], "cause": ["token_prev", "operations", "none"],
                             "instruction": [1, 1, -1]},
                 "store": {"cycles": [101], "cause": ["none"], "instruction": [-1]},
                 "fetch": {"cycles": [101], "cause": ["none"], "instruction": [-1]}},
    "mapping": {"name": "tiny", "operands": "in_own_buffers", "block": 2, "input": [2, 1, 1], "output": [2, 1, 1],
                "kernel": [1, 1], "stride": [1, 1], "dilation": [1, 1], "padding": [0, 0], "positions": [1, 1],
                "in": {"channel_step": 2, "row_step": 1, "col_step": 1, "lanes": [[0, 0, 0], [1, 0, 0]]},
                "out": {"channel_step": 2, "row_step": 1, "col_step": 1, "lanes": [[0, 0, 0], null]},
                "taps": [{"row": 0, "col": 0, "in_vector": 0, "out_vector": 0, "filter": [[0, 0, 0, 0, 0, 0]]}]}
  })");
}

inline std::filesystem::path write_json(const std::filesystem::path& file, const nlohmann::json& content) {
  std::ofstream(file) << content.dump();
  return file;
}

}  // namespace vtasim
