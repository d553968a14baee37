#include "sim/experiment/comparison.h"

#include "isa/base/text.h"

namespace vtasim::experiment {

double ComparisonRow::utilization() const {
  if (!record.finished) return 0;
  const std::int64_t lanes = std::int64_t{hardware.block} * hardware.block;
  return ratio(stats.useful_macs, lanes * record.cycles);
}

double ComparisonRow::gemm_issue() const { return record.finished ? ratio(counters.gemm_ops, record.cycles) : 0; }

double ComparisonRow::over_bound() const { return record.finished ? ratio(record.cycles, stats.bound()) : 0; }

double ComparisonRow::over_layer_bound() const { return record.finished ? ratio(record.cycles, layer_bound) : 0; }

std::int64_t ComparisonRow::alu_cycles() const { return counters.alu_cycles(); }

std::int64_t ComparisonRow::bytes_read() const { return record.read_beats * hardware.bus_bytes; }

std::int64_t ComparisonRow::bytes_written() const { return record.write_beats * hardware.bus_bytes; }

}  // namespace vtasim::experiment
