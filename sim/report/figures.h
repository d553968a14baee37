#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/comparison.h"
#include "sim/report/table_layout.h"

namespace vtasim::report {

/// What a table shows of a run that finished, or of several, one after the other, on one configuration.
struct Figures {
  std::int64_t cycles = 0;
  std::int64_t products = 0;  ///< Multiply-adds that the matrix unit could do in these cycles: block^2 x cycles.
  std::int64_t useful_macs = 0;
  std::int64_t gemm_ops = 0;
  double lane_efficiency = 0;  ///< CompileStats::lane_efficiency; of several runs that of all their operations.
  std::int64_t alu_cycles = 0;
  std::int64_t bytes_read = 0;
  std::int64_t bytes_written = 0;
  std::int64_t packed_bytes = 0;
  compiler::PackingWork packing;
  std::int64_t programs = 0;
  std::int64_t bound = 0;
  std::int64_t layer_bound = 0;

  void add(const Figures& other);

  double utilization() const;  ///< As of ComparisonRow, as the next.
  double gemm_issue() const;
  double over_bound() const;
  double over_layer_bound() const;

  /// Cells of a table in the order of figure_columns().
  std::vector<std::string> cells() const;

 private:
  double lanes_used() const;  ///< Multiply-adds, useful or not, of the operations that lane_efficiency is of.
};

/// Of a row whose run finished.
Figures figures_of(const experiment::ComparisonRow& row);

/// The table's columns for figures, the first for cycles. `cycles` is as wide as counts of cycles are foreseen to be.
std::vector<TableColumn> figure_columns(std::size_t cycles);

}  // namespace vtasim::report
