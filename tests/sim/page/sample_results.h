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
          {"host", {{"accelerator_seconds", 0.001}, {"packing_seconds", 0.002}}}};
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
             {"host", {{"accelerator_seconds", 0.001}, {"packing_seconds", 0.002}}}}}}};
}

inline std::filesystem::path write_json(const std::filesystem::path& file, const nlohmann::json& content) {
  std::ofstream(file) << content.dump();
  return file;
}

}  // namespace vtasim
