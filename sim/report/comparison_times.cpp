#include <fmt/format.h>

#include "sim/report/beyond_rtl.h"
#include "sim/report/comparison.h"
#include "sim/report/table.h"
#include "sim/report/text.h"

namespace vtasim {
namespace {

std::string milliseconds(double seconds) { return fmt::format("{:.3f}", 1000 * seconds); }

void add_accelerator_row(const HostModel& host, const ComparisonRow& row, Table& table) {
  const char* pass = row.layer.requantization_pass == RequantizationPass::separate ? ", requantized separately" : "";
  const std::vector<std::string> names = {
      row.layer.name, fmt::format("{} on {}{}", mapping_label(row.mapping), row.hardware.name, pass)};
  if (!row.error.empty() || !row.record.finished) return;
  const double computing = host.accelerator_seconds(row.record.cycles);
  const double packing = host.packing_seconds(row.stats.packed_bytes);
  std::vector<std::string> cells = names;
  cells.insert(cells.end(), {milliseconds(computing), milliseconds(packing), milliseconds(computing + packing),
                             grouped(peak_dram_bytes(row.layer, row.stats))});
  table.add_row(std::move(cells));
}

}  // namespace

std::string format_times(const Comparison& comparison) {
  const HostModel& host = comparison.host;
  Table table;
  table.add_column("layer", Table::Align::left);
  table.add_column("how", Table::Align::left);
  for (const char* heading : {"computing,\nms", "packing,\nms", "together,\nms", "peak DRAM,\nbytes"}) {
    table.add_column(heading, Table::Align::right);
  }
  for (const Layer& layer : comparison.layers) {
    for (const ComparisonRow& row : comparison.rows) {
      if (row.layer.name == layer.name) add_accelerator_row(host, row, table);
    }
    for (int cores = 1; cores <= host.cores; ++cores) {
      const std::string seconds = milliseconds(host.layer_seconds(layer, cores));
      table.add_row({layer.name, fmt::format("on the host, {}", counted(cores, "core")), seconds, milliseconds(0),
                     seconds, grouped(host_dram_bytes(layer))});
    }
  }
  return fmt::format(
             "By host model {}: accelerator at {} MHz; {:.0f} million multiply-adds/s a core; packing at {:.1f} MB/s\n",
             host.name, host.accelerator_hz / 1'000'000, host.multiply_adds_per_second() / 1e6,
             host.packed_bytes_per_second() / 1e6) +
         table.to_string();
}

}  // namespace vtasim
