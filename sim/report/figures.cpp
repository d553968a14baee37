#include "sim/report/figures.h"

#include <fmt/format.h>

#include "isa/base/text.h"

namespace vtasim::report {

void Figures::add(const Figures& other) {
  const double lanes = lanes_used() + other.lanes_used();
  const double useful = lane_efficiency * lanes_used() + other.lane_efficiency * other.lanes_used();
  lane_efficiency = lanes > 0 ? useful / lanes : 0;
  cycles += other.cycles;
  products += other.products;
  useful_macs += other.useful_macs;
  gemm_ops += other.gemm_ops;
  alu_cycles += other.alu_cycles;
  bytes_read += other.bytes_read;
  bytes_written += other.bytes_written;
  packed_bytes += other.packed_bytes;
  packing += other.packing;
  programs += other.programs;
  bound += other.bound;
  layer_bound += other.layer_bound;
}

double Figures::utilization() const { return ratio(useful_macs, products); }

double Figures::gemm_issue() const { return ratio(gemm_ops, cycles); }

double Figures::over_bound() const { return ratio(cycles, bound); }

double Figures::over_layer_bound() const { return ratio(cycles, layer_bound); }

double Figures::lanes_used() const {
  return lane_efficiency > 0 ? static_cast<double>(useful_macs) / lane_efficiency : 0;
}

std::vector<std::string> Figures::cells() const {
  return {grouped(cycles),        percent(utilization()),
          percent(gemm_issue()),  percent(lane_efficiency),
          grouped(alu_cycles),    grouped(bytes_read),
          grouped(bytes_written), grouped(packed_bytes),
          grouped(bound),         fmt::format("{:.3f}", over_bound()),
          grouped(layer_bound),   fmt::format("{:.3f}", over_layer_bound())};
}

Figures figures_of(const experiment::ComparisonRow& row) {
  Figures figures;
  figures.cycles = row.record.cycles;
  figures.products = std::int64_t{row.hardware.block} * row.hardware.block * row.record.cycles;
  figures.useful_macs = row.stats.useful_macs;
  figures.gemm_ops = row.counters.gemm_ops;
  figures.lane_efficiency = row.stats.lane_efficiency;
  figures.alu_cycles = row.alu_cycles();
  figures.bytes_read = row.bytes_read();
  figures.bytes_written = row.bytes_written();
  figures.packed_bytes = row.stats.packed_bytes;
  figures.packing = row.packing;
  figures.programs = 1;
  figures.bound = row.stats.bound();
  figures.layer_bound = row.layer_bound;
  return figures;
}

std::vector<TableColumn> figure_columns(std::size_t cycles) {
  // Ranks: what a narrow terminal shows last goes first in importance. The ratio to the bound says how good a program
  // is, utilization and the ratio to the layer's bound how good a mapping; bytes and bounds explain them, and what GEMM
  // and the ALU do is in --breakdown too.
  return {TableColumn::figure("cycles", 0, cycles),
          TableColumn::figure("utili-\nzation", 2),
          TableColumn::figure("GEMM\nissue", 8),
          TableColumn::figure("lane\nefficiency", 9),
          TableColumn::figure("ALU\ncycles", 11, cycles),
          TableColumn::figure("DRAM bytes\nread", 3),
          TableColumn::figure("DRAM bytes\nwritten", 6),
          TableColumn::figure("bytes packed\nby host", 4),
          TableColumn::figure("lower\nbound", 5, cycles),
          TableColumn::figure("cycles /\nbound", 1),
          TableColumn::figure("layer's\nbound", 10, cycles),
          TableColumn::figure("cycles /\nlayer's", 7)};
}

}  // namespace vtasim::report
