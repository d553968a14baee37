#include "sim/report/comparison_times.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/base/text.h"
#include "sim/report/beyond_rtl.h"
#include "sim/report/table.h"

namespace vtasim::report {
namespace {

std::string milliseconds(double seconds) { return fmt::format("{:.3f}", 1000 * seconds); }

class TimesTable {
 public:
  explicit TimesTable(const experiment::HostModel& host) : host_(host) {
    // Of the figures the sum is what counts; what computing takes is in cycles in the first table.
    table_.add_column(TableColumn::name("layer"));
    table_.add_column(TableColumn::name("how", 0, 0, 27));
    table_.add_column(TableColumn::figure("computing,\nms", 2));
    table_.add_column(TableColumn::figure("packing,\nms", 3));
    table_.add_column(TableColumn::figure("together,\nms", 0));
    table_.add_column(TableColumn::figure("peak DRAM,\nbytes", 4));
  }

  void add(const std::string& layer, const std::string& schedule, const std::string& mapping,
           const std::string& hardware, bool separate, const Figures& figures, std::int64_t peak_dram) {
    std::string how = mapping_label(mapping);
    if (!schedule.empty()) how = how.empty() ? schedule : fmt::format("{}: {}", schedule, how);
    const double computing = host_.accelerator_seconds(figures.cycles);
    const double packing = host_.packing_seconds(figures.packing);
    const double launches = host_.launch_seconds(figures.programs);
    table_.add_row({layer, fmt::format("{} on {}{}", how, hardware, separate ? ", requantized separately" : ""),
                    milliseconds(computing), milliseconds(packing), milliseconds(computing + packing + launches),
                    grouped(peak_dram)});
  }

  void add_host(const std::string& layer, int cores, double seconds, std::int64_t dram) {
    table_.add_row({layer, fmt::format("on the host, {}", counted(cores, "core")), milliseconds(seconds),
                    milliseconds(0), milliseconds(seconds), grouped(dram)});
  }

  std::string to_string(std::size_t width) const { return table_.to_string(width); }

 private:
  const experiment::HostModel& host_;
  Table table_;
};

void add_layer(const experiment::Comparison& comparison, const compiler::Layer& layer, TimesTable& table) {
  for (const experiment::ComparisonRow& row : comparison.rows) {
    if (row.layer.name != layer.name || !row.error.empty() || !row.record.finished) continue;
    table.add(layer.name, row.schedule, row.mapping, row.hardware.name,
              row.layer.requantization_pass == compiler::RequantizationPass::separate, figures_of(row),
              experiment::peak_dram_bytes(row.layer, row.stats));
  }
  for (int cores = 1; cores <= comparison.host.cores; ++cores) {
    table.add_host(layer.name, cores, comparison.host.layer_seconds(layer, cores), experiment::host_dram_bytes(layer));
  }
}

void add_totals(const experiment::Comparison& comparison, const std::vector<ComparisonTotal>& totals,
                TimesTable& table) {
  for (const ComparisonTotal& total : totals) {
    table.add(total.layers_label(), total.schedule, total.asked_for, total.hardware,
              total.pass == compiler::RequantizationPass::separate, total.figures, total.peak_dram_bytes);
  }
  for (int cores = 1; cores <= comparison.host.cores; ++cores) {
    double seconds = 0;
    std::int64_t dram = 0;
    for (const compiler::Layer& layer : comparison.layers) {
      seconds += comparison.host.layer_seconds(layer, cores);
      dram = std::max(dram, experiment::host_dram_bytes(layer));
    }
    table.add_host(fmt::format("all {}", comparison.layers.size()), cores, seconds, dram);
  }
}

}  // namespace

std::string format_times(const experiment::Comparison& comparison, const std::vector<ComparisonTotal>& totals,
                         std::size_t width) {
  const experiment::HostModel& host = comparison.host;
  TimesTable table(host);
  for (const compiler::Layer& layer : comparison.layers) add_layer(comparison, layer, table);
  if (comparison.several_layers()) add_totals(comparison, totals, table);
  return wrapped_lines(
             fmt::format("By host model {}: accelerator at {} MHz; a launch, in together, {:.3f} ms; {:.0f} "
                         "million multiply-adds/s a core; packing at {:.4g} MHz, in cycles: {:.4g} a byte, {:.4g} a "
                         "piece, {:.4g} a line\n",
                         host.name, host.accelerator_hz / 1'000'000, 1000 * host.launch_seconds(1),
                         host.multiply_adds_per_second() / 1e6, static_cast<double>(host.core_hz) / 1e6,
                         host.packing.per_byte, host.packing.per_piece, host.packing.per_line),
             width) +
         table.to_string(width);
}

}  // namespace vtasim::report
