#include <fmt/format.h>

#include <array>

#include "isa/base/error.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "sim/check/cycle_uses.h"
#include "sim/observe/counters.h"
#include "sim/page/row_copy.h"
#include "sim/page/rows.h"

namespace vtasim::page {
namespace {

using nlohmann::json;

constexpr std::int64_t kLargest = std::int64_t{1} << 53;

/// A configuration, as vtasim::isa::to_json() writes it.
json hardware_row(json written, const std::string& where) {
  if (written.is_object()) {
    written.erase("name");
    written.erase("derived");
  }
  const isa::HardwareConfig config = isa::parse_hardware_config(written, where);
  return {{"block", config.block},
          {"bus_bits", config.bus_bits},
          {"bus_bytes", config.bus_bytes},
          {"file", isa::file_json(config)}};
}

machine::ModuleCycles read_module(const json& object, const std::string& where) {
  JsonReader reader(object, where);
  const auto cycles = [&](const char* key) { return reader.integer(key, 0, kLargest); };
  machine::ModuleCycles module;
  module.busy = cycles("busy");
  module.wait_insn = cycles("wait_insn");
  module.wait_prev = cycles("wait_prev");
  module.wait_next = cycles("wait_next");
  module.issue = cycles("issue");
  return module;
}

/// What the cycles of the modules went to, in the order of check::kCycleUses.
json used_cycles(const json& counters, const std::string& where) {
  JsonReader reader(counters, where);
  const auto cycles = [&](const char* key) { return reader.integer(key, 0, kLargest); };
  machine::Counters read;
  read.compute_gemm_cycles = cycles("compute_gemm_cycles");
  read.compute_alu_cycles = cycles("compute_alu_cycles");
  read.compute_load_uop_cycles = cycles("compute_load_uop_cycles");
  read.compute_load_acc_cycles = cycles("compute_load_acc_cycles");
  read.compute_sync_cycles = cycles("compute_sync_cycles");
  read.load_inp_cycles = cycles("load_inp_cycles");
  read.load_wgt_cycles = cycles("load_wgt_cycles");
  JsonReader modules(reader.member("modules"), where + ": modules");
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    const std::string name(to_string(static_cast<isa::Module>(m)));
    read.modules[m] = read_module(modules.member(name.c_str()), fmt::format("{}: modules: {}", where, name));
  }
  return check::used_cycles(read);
}

/// Of the accelerator and the host, one after the other.
double seconds_of(RowCopy& host) {
  return host.number("accelerator_seconds") + host.number("packing_seconds") + host.number("launch_seconds");
}

json program_row(const json& written, const std::string& where, std::size_t file, const json& hardware) {
  JsonReader head(written, where);
  const std::string name =
      fmt::format("{} by {} on {}", head.text("layer"), head.text("mapping"), head.text("hardware"));
  RowCopy row(written, fmt::format("{}: {}", where, shown(name)), file);
  row.text("layer");
  row.text("mapping");
  row.text("asked_for");
  row.text("requantization");
  row.boolean("verified");
  row.boolean("in_rtl");
  if (!hardware.contains(row.text("hardware"))) {
    row.reader().fail("hardware", "is none of the file's configurations");
  }
  for (const char* key : {"schedule", "error", "problem"}) {
    if (row.has(key)) row.text(key);
  }
  const bool finished = !row.has("error") && row.boolean("finished");
  row.set("finished", finished);
  if (!finished) return row.take();
  for (const char* key : {"cycles", "bound", "layer_bound"}) row.integer(key, 1);
  for (const char* key : {"alu_cycles", "read_bytes", "written_bytes", "packed_bytes"}) row.integer(key);
  JsonReader compiled(row.reader().member("compiled"), row.reader().where() + ": compiled");
  for (const char* key : {"useful_macs", "gemm_ops", "bound_compute", "bound_read", "bound_store"}) {
    row.set(key, compiled.integer(key, 0, kLargest));
  }
  row.set("used", used_cycles(row.reader().member("counters"), row.reader().where() + ": counters"));
  if (row.has("causes")) row.causes();
  RowCopy host(row.reader().member("host"), row.reader().where() + ": host", file);
  row.set("seconds", seconds_of(host));
  return row.take();
}

json total_row(const json& written, const std::string& where, std::size_t file) {
  RowCopy row(written, where, file);
  for (const char* key : {"hardware", "mapping"}) row.text(key);
  if (row.has("requantization")) row.text("requantization");
  for (const char* key : {"layers", "of_layers", "cycles", "bound"}) row.integer(key, 1);
  for (const char* key : {"read_bytes", "written_bytes", "packed_bytes"}) row.integer(key);
  RowCopy host(row.reader().member("host"), where + ": host", file);
  row.set("seconds", seconds_of(host));
  return row.take();
}

}  // namespace

void add_comparison(const json& content, const std::string& where, std::size_t file, json& described,
                    Results& results) {
  JsonReader reader(content, where);
  const json& hardware = reader.member("hardware");
  if (!hardware.is_object()) reader.fail("hardware", fmt::format("is {}; it must be an object", shown(hardware)));
  for (const auto& [name, config] : hardware.items()) {
    described["hardware"][name] = hardware_row(config, fmt::format("{}: hardware: {}", where, name));
  }
  std::size_t number = 0;
  for (const json& row : reader.array("rows")) {
    results.programs.push_back(program_row(row, fmt::format("{}: rows[{}]", where, number++), file, hardware));
  }
  number = 0;
  for (const json& total : reader.array("totals")) {
    results.totals.push_back(total_row(total, fmt::format("{}: totals[{}]", where, number++), file));
  }
}

}  // namespace vtasim::page
