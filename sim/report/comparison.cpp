#include "sim/report/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/report/beyond_rtl.h"
#include "sim/report/table.h"
#include "sim/report/text.h"

namespace vtasim {
namespace {

bool several_hardware(const Comparison& comparison) {
  for (const ComparisonRow& row : comparison.rows) {
    if (row.hardware.name != comparison.rows.front().hardware.name) return true;
  }
  return false;
}

bool several_layers(const Comparison& comparison) { return comparison.layers.size() > 1; }

bool several_passes(const Comparison& comparison) {
  return std::any_of(comparison.rows.begin(), comparison.rows.end(), [&](const ComparisonRow& row) {
    return row.layer.requantization_pass != comparison.rows.front().layer.requantization_pass;
  });
}

/// A table that starts with the columns that name a row.
Table named_table(const Comparison& comparison) {
  Table table;
  if (several_layers(comparison)) table.add_column("layer", Table::Align::left);
  if (several_hardware(comparison)) table.add_column("hardware", Table::Align::left);
  table.add_column("mapping", Table::Align::left);
  if (several_passes(comparison)) table.add_column("requan-\ntization", Table::Align::left);
  return table;
}

std::vector<std::string> named_cells(const Comparison& comparison, const ComparisonRow& row) {
  std::vector<std::string> cells;
  if (several_layers(comparison)) cells.push_back(row.layer.name);
  if (several_hardware(comparison)) cells.push_back(row.hardware.name);
  cells.push_back(mapping_label(row.mapping));
  if (several_passes(comparison)) cells.emplace_back(to_string(row.layer.requantization_pass));
  return cells;
}

/// The mappings that give no program, a line for each reason, whatever the number of configurations it holds on.
std::string format_missing(const Comparison& comparison) {
  struct Reason {
    std::string mapping;
    std::string error;
    std::vector<std::string> hardware;
  };
  std::vector<Reason> reasons;
  std::set<std::string> hardware;
  for (const ComparisonRow& row : comparison.rows) {
    hardware.insert(row.hardware.name);
    if (row.error.empty()) continue;
    const auto same = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
      return reason.mapping == row.mapping && reason.error == row.error;
    });
    if (same != reasons.end()) {
      if (same->hardware.back() != row.hardware.name) same->hardware.push_back(row.hardware.name);
    } else {
      reasons.push_back({row.mapping, row.error, {row.hardware.name}});
    }
  }
  if (reasons.empty()) return "";

  Table table;
  table.add_column("no program by", Table::Align::left);
  for (const Reason& reason : reasons) {
    const bool everywhere = reason.hardware.size() == hardware.size();
    const std::string where = everywhere ? "" : fmt::format("on {}: ", fmt::join(reason.hardware, ", "));
    table.add_message_row({reason.mapping}, where + reason.error);
  }
  return table.to_string();
}

}  // namespace

double ComparisonRow::utilization() const {
  if (!record.finished) return 0;
  const std::int64_t lanes = std::int64_t{hardware.block} * hardware.block;
  return ratio(stats.useful_macs, lanes * record.cycles);
}

double ComparisonRow::gemm_issue() const { return record.finished ? ratio(counters.gemm_ops, record.cycles) : 0; }

double ComparisonRow::over_bound() const { return record.finished ? ratio(record.cycles, stats.bound()) : 0; }

std::int64_t ComparisonRow::alu_cycles() const { return counters.alu_imm_ops + 2 * counters.alu_reg_ops; }

std::int64_t ComparisonRow::bytes_read() const { return record.read_beats * hardware.bus_bytes; }

std::int64_t ComparisonRow::bytes_written() const { return record.write_beats * hardware.bus_bytes; }

std::string format_comparison(const Comparison& comparison) {
  Table table = named_table(comparison);
  for (const char* heading :
       {"cycles", "utili-\nzation", "GEMM\nissue", "lane\nefficiency", "ALU\ncycles", "DRAM bytes\nread",
        "DRAM bytes\nwritten", "bytes packed\nby host", "lower\nbound", "cycles /\nbound"}) {
    table.add_column(heading, Table::Align::right);
  }
  table.add_column("verified", Table::Align::left);

  for (const ComparisonRow& row : comparison.rows) {
    std::vector<std::string> cells = named_cells(comparison, row);
    if (!row.error.empty()) continue;
    if (!row.record.finished) {
      table.add_message_row(std::move(cells), "did not finish: " + one_line(row.problem));
      continue;
    }
    const std::string measured[] = {
        grouped(row.record.cycles),
        percent(row.utilization()),
        percent(row.gemm_issue()),
        percent(row.stats.lane_efficiency),
        grouped(row.alu_cycles()),
        grouped(row.bytes_read()),
        grouped(row.bytes_written()),
        grouped(row.stats.packed_bytes),
        grouped(row.stats.bound()),
        fmt::format("{:.3f}", row.over_bound()),
        row.verified ? "yes" : "NO: " + row.problem,
    };
    cells.insert(cells.end(), std::begin(measured), std::end(measured));
    table.add_row(std::move(cells));
  }
  const bool any_program = std::any_of(comparison.rows.begin(), comparison.rows.end(),
                                       [](const ComparisonRow& row) { return row.error.empty(); });
  const std::string missing = format_missing(comparison);
  return (any_program ? table.to_string() : "") + (any_program && !missing.empty() ? "\n" : "") + missing;
}

std::string format_breakdown(const Comparison& comparison) {
  Table table = named_table(comparison);
  table.add_column("module", Table::Align::left);
  for (const char* heading :
       {"busy", "waits for\nprev's token", "waits for\nnext's token", "waits for\ninstruction", "hands\nover"}) {
    table.add_column(heading, Table::Align::right);
  }
  table.add_column("busy with", Table::Align::left);

  for (const ComparisonRow& row : comparison.rows) {
    if (!row.error.empty()) continue;
    const Counters& c = row.counters;
    const std::string work[kModuleCount] = {
        fmt::format("inp {}, wgt {}", grouped(c.load_inp_cycles), grouped(c.load_wgt_cycles)),
        fmt::format("GEMM {}, ALU {}, uop {}, acc {}, sync {}", grouped(c.compute_gemm_cycles),
                    grouped(c.compute_alu_cycles), grouped(c.compute_load_uop_cycles),
                    grouped(c.compute_load_acc_cycles), grouped(c.compute_sync_cycles)),
        fmt::format("{}", counted(c.write_bursts, "burst")),
    };
    for (std::size_t m = 0; m < kModuleCount; ++m) {
      const ModuleCycles& cycles = c.modules[m];
      std::vector<std::string> cells = named_cells(comparison, row);
      cells.emplace_back(to_string(static_cast<Module>(m)));
      for (const std::int64_t n : {cycles.busy, cycles.wait_prev, cycles.wait_next, cycles.wait_insn, cycles.issue}) {
        cells.push_back(grouped(n));
      }
      cells.push_back(work[m]);
      table.add_row(std::move(cells));
    }
  }
  return table.to_string();
}

}  // namespace vtasim
