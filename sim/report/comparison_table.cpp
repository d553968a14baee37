#include "sim/report/comparison_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "isa/base/text.h"
#include "sim/report/beyond_rtl.h"
#include "sim/report/comparison_names.h"

namespace vtasim::report {
namespace {

/// Cycles that hardly any program of a layer takes: as if no operation used the lanes better than the layer's groups
/// let the worst mapping, and every tap of every input were read for itself. For the width of a column.
std::int64_t foreseen_cycles(const compiler::Layer& layer, const isa::HardwareConfig& hardware) {
  const std::int64_t taps = std::int64_t{layer.kernel_h} * layer.kernel_w;
  const auto lanes = [&](int channels) { return std::min<std::int64_t>(channels / layer.groups, hardware.block); };
  const std::int64_t operations =
      layer.macs() / std::max<std::int64_t>(1, lanes(layer.channels) * lanes(layer.out_channels));
  const std::int64_t inputs = std::int64_t{layer.batch} * layer.channels * layer.height * layer.width;
  const std::int64_t weights = taps * layer.channels / layer.groups * layer.out_channels;
  return operations + (taps * inputs + weights) / hardware.bus_bytes;
}

/// Columns that a count of cycles takes, that of all layers where they are summed up.
std::size_t cycles_width(const experiment::Comparison& comparison) {
  std::int64_t most = 0;
  for (const isa::HardwareConfig& hardware : comparison.hardware) {
    std::int64_t sum = 0;
    for (const compiler::Layer& layer : comparison.layers) sum += foreseen_cycles(layer, hardware);
    most = std::max(most, sum);
  }
  return grouped(most).size();
}

std::vector<TableColumn> columns_of(const experiment::Comparison& comparison,
                                    const std::vector<std::string>& mappings) {
  std::vector<std::string> names = mappings;
  if (comparison.several_layers()) {
    names.insert(names.end(), comparison.mappings.begin(), comparison.mappings.end());
    names.emplace_back(kFastest);
  }
  std::vector<TableColumn> columns = name_columns(comparison, names);
  if (comparison.several_layers()) {
    const std::size_t layers = comparison.layers.size();
    columns.front().least =
        std::max(columns.front().least, fmt::format("{} of {}", layers, layers).size());  // A total's.
  }
  for (TableColumn& column : figure_columns(cycles_width(comparison))) columns.push_back(std::move(column));
  TableColumn verified;
  verified.heading = "verified";
  verified.rank = 1;
  columns.push_back(std::move(verified));
  return columns;
}

/// The mappings that give no program, a line for each reason, whatever the number of configurations it holds on.
std::string format_missing(const experiment::Comparison& comparison, std::size_t width) {
  struct Reason {
    std::string name;  ///< The mapping's, or the schedule's.
    std::string error;
    std::vector<std::string> hardware;
  };
  std::vector<Reason> reasons;
  std::set<std::string> hardware;
  for (const experiment::ComparisonRow& row : comparison.rows) {
    hardware.insert(row.hardware.name);
    if (row.error.empty()) continue;
    const std::string& name = row.schedule.empty() ? row.mapping : row.schedule;
    const auto same = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
      return reason.name == name && reason.error == row.error;
    });
    if (same != reasons.end()) {
      if (same->hardware.back() != row.hardware.name) same->hardware.push_back(row.hardware.name);
    } else {
      reasons.push_back({name, row.error, {row.hardware.name}});
    }
  }
  if (reasons.empty()) return "";

  Table table;
  table.add_column("no program by", Table::Align::left);
  for (const Reason& reason : reasons) {
    const bool everywhere = reason.hardware.size() == hardware.size();
    const std::string where = everywhere ? "" : fmt::format("on {}: ", fmt::join(reason.hardware, ", "));
    table.add_message_row({reason.name}, where + reason.error);
  }
  return table.to_string(width);
}

}  // namespace

ComparisonTable::ComparisonTable(const experiment::Comparison& comparison, const std::vector<std::string>& mappings,
                                 std::size_t width)
    : comparison_(comparison), width_(width), table_(columns_of(comparison, mappings), width) {}

std::string ComparisonTable::row(const experiment::ComparisonRow& row) {
  if (!row.error.empty()) return "";
  any_row_ = true;
  std::vector<std::string> cells = name_cells(comparison_, row);
  if (!row.record.finished) return table_.message_row(cells, "did not finish: " + one_line(row.problem));
  for (std::string& cell : figures_of(row).cells()) cells.push_back(std::move(cell));
  if (!row.verified) return table_.message_row(cells, "NO: " + row.problem);
  cells.emplace_back("yes");
  return table_.row(cells);
}

std::string ComparisonTable::end(const std::vector<ComparisonTotal>& totals) {
  std::string text;
  if (comparison_.several_layers() && !totals.empty()) {
    text += table_.rule();
    for (const ComparisonTotal& total : totals) {
      std::vector<std::string> cells =
          name_cells(comparison_, {total.layers_label(), total.hardware, total.schedule, mapping_label(total.asked_for),
                                   total.pass.value_or(compiler::RequantizationPass::fused)});
      for (std::string& cell : total.figures.cells()) cells.push_back(std::move(cell));
      cells.emplace_back("yes");
      text += table_.row(cells);
    }
  }
  if (any_row_) text += table_.footer();
  const std::string missing = format_missing(comparison_, width_);
  return text + (any_row_ && !missing.empty() ? "\n" : "") + missing;
}

}  // namespace vtasim::report
