#include "sim/report/comparison_names.h"

#include <algorithm>

#include "compiler/workload/layer_quantization.h"
#include "isa/base/text_width.h"
#include "sim/report/beyond_rtl.h"

namespace vtasim::report {

std::vector<TableColumn> name_columns(const experiment::Comparison& comparison,
                                      const std::vector<std::string>& mappings) {
  std::vector<TableColumn> columns;
  if (comparison.several_layers()) {
    columns.push_back(TableColumn::name("layer"));
    for (const compiler::Layer& layer : comparison.layers) {
      columns.back().least = std::max(columns.back().least, display_width(layer.name));
    }
  }
  if (comparison.hardware.size() > 1) {
    columns.push_back(TableColumn::name("hardware"));
    for (const isa::HardwareConfig& hardware : comparison.hardware) {
      columns.back().least = std::max(columns.back().least, display_width(hardware.name));
    }
  }
  if (!comparison.schedules.empty()) {
    columns.push_back(TableColumn::name("schedule"));
    for (const std::string& schedule : comparison.schedules) {
      columns.back().least = std::max(columns.back().least, display_width(schedule));
    }
  }
  columns.push_back(TableColumn::name("mapping"));
  for (const std::string& mapping : mappings) {
    columns.back().least = std::max(columns.back().least, display_width(mapping_label(mapping)));
  }
  if (comparison.several_passes) columns.push_back(TableColumn::name("requan-\ntization"));
  return columns;
}

std::vector<std::string> name_cells(const experiment::Comparison& comparison, const experiment::ComparisonRow& row) {
  return name_cells(comparison, {row.layer.name, row.hardware.name, row.schedule, mapping_label(row.mapping),
                                 row.layer.requantization_pass});
}

std::vector<std::string> name_cells(const experiment::Comparison& comparison, const RowName& name) {
  std::vector<std::string> cells;
  if (comparison.several_layers()) cells.push_back(name.layer);
  if (comparison.hardware.size() > 1) cells.push_back(name.hardware);
  if (!comparison.schedules.empty()) cells.push_back(name.schedule);
  cells.push_back(name.mapping);
  if (comparison.several_passes) cells.emplace_back(to_string(name.pass));
  return cells;
}

}  // namespace vtasim::report
