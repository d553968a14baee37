#include "sim/report/program_explanation.h"

#include <catch2/catch.hpp>

namespace vtasim::report {
namespace {

using Catch::Matchers::Contains;

/// 4 filters on 2 planes of 8 x 6 with 4 taps.
compiler::LoopNest sample_nest() {
  compiler::LoopNest nest;
  nest.planes = nest.planes_per_group = 2;
  nest.filters = nest.filters_per_group = 4;
  nest.rows = nest.plane_rows = 8;
  nest.cols = nest.plane_cols = 6;
  nest.taps = {{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 1, 0}};
  nest.bias = true;
  return nest;
}

experiment::ComparisonRow sample_row() {
  experiment::ComparisonRow row;
  row.layer.name = "sample";
  row.hardware.name = "b16-bus64";
  row.mapping = "direct";
  compiler::TilingPlan& plan = row.search.plan;
  plan.shape = {1, 2, 4, 6, compiler::kFiltersStay};
  plan.taps_per_step = 2;
  plan.activation_buffers = 3;
  plan.bias_slots = 4;
  row.stats.least.compute = 1000;
  row.stats.gemm_ops = 700;
  row.stats.alu_cycles = 250;
  row.stats.least.read = 400;
  row.layer_bound = 800;
  row.record.finished = true;
  row.record.cycles = 1200;
  row.counters.modules[1] = {1100, 10, 60, 20, 10};
  row.verified = true;
  return row;
}

}  // namespace

TEST_CASE("the loop nest is the tiling's, outermost first", "[report]") {
  const std::string text = explain_program(sample_row(), sample_nest(), "layout");
  CHECK_THAT(text, Contains("  for filter in 0..4 step 2\n"
                            "    for row in 0..8 step 4\n"
                            "      ALU ADD: acc = bias\n"
                            "      for tap in 0..4 step 2\n"
                            "        LOAD wgt if not there, LOAD inp if not there\n"
                            "        GEMM: 2 x 4 x 6 x 2 = 96 operations at most\n"
                            "      ALU: requantize, STORE out\n"));
  experiment::ComparisonRow row = sample_row();
  row.search.plan.last_store_parts = 4;
  CHECK_THAT(explain_program(row, sample_nest(), "layout"),
             Contains("      ALU: requantize, STORE out, in 1 part (of the last tile 4)\n"));
  row.search.plan.shape.order = compiler::kActivationStays;
  CHECK_THAT(explain_program(row, sample_nest(), "layout"), Contains("  for row in 0..8 step 4\n"
                                                                     "    for filter in 0..4 step 2\n"));
}

TEST_CASE("where the bias enters is said, and starts the loop nest", "[report]") {
  experiment::ComparisonRow row = sample_row();
  CHECK_THAT(explain_program(row, sample_nest(), "layout"), !Contains("bias by"));
  row.layer.bias = true;
  row.layer.bias_entry = compiler::BiasEntry::load;
  compiler::LoopNest nest = sample_nest();
  nest.bias_loaded = true;
  std::string text = explain_program(row, nest, "layout");
  CHECK_THAT(text, Contains("0 bytes packed by the host, bias by load\n"));
  CHECK_THAT(text, Contains("      LOAD acc: bias\n"));
  row.layer.bias_entry = compiler::BiasEntry::lane;
  nest.bias = nest.bias_loaded = false;
  text = explain_program(row, nest, "layout");
  CHECK_THAT(text, Contains("bias by lane\n"));
  CHECK_THAT(text, Contains("      GEMM reset: acc = 0\n"));
}

TEST_CASE("occupancy counts the largest tile in every buffer", "[report]") {
  const std::string text = explain_program(sample_row(), sample_nest(), "layout");
  // 5 rows x 6 columns of a plane a step; 2 filters x 2 taps; 2 filters x 4 x 6 sums and 4 bias vectors.
  CHECK_THAT(text, Contains("inp         activation        3          30         0      90  2,048  4.4%\n"));
  CHECK_THAT(text, Contains("wgt         filter            2           4         0       8  1,024  0.8%\n"));
  CHECK_THAT(text, Contains("acc         sums              2          48         4     100  2,048  4.9%\n"));
}

TEST_CASE("the largest bound is named, and the cycles above it are accounted for", "[report]") {
  experiment::ComparisonRow row = sample_row();
  std::string text = explain_program(row, sample_nest(), "layout");
  CHECK_THAT(text, Contains("700 GEMM operations, 250 ALU, 50 beats of uop and acc  <- the bound\n"));
  CHECK_THAT(text, Contains("Cycles: 1,200, 1.200 of the bound, 1.500 of the layer's\n"));
  CHECK_THAT(text, Contains("Above the bound: 200 cycles.\n        100  compute is busy beyond its bound"));
  CHECK_THAT(text, Contains("         60  it waits for what the module before it has to finish: data from load\n"));
  CHECK_THAT(text, Contains("         20  it waits for room: store"));
  row.stats.least.read = 1100;
  text = explain_program(row, sample_nest(), "layout");
  CHECK_THAT(text, Contains("and instructions  <- the bound\n"));
  CHECK_THAT(text, Contains("load is busy beyond its bound"));
}

TEST_CASE("a program that the RTL cannot run is told so", "[report]") {
  experiment::ComparisonRow row = sample_row();
  CHECK_THAT(explain_program(row, sample_nest(), "layout"), !Contains("RTL"));
  row.mapping = "alu";
  CHECK_THAT(explain_program(row, sample_nest(), "layout"),
             Contains("packed by the host\nNot in the RTL: it needs a MUL in the ALU (shell.alu_mul), which VTA's RTL "
                      "does not have\nSearch: "));
}

}  // namespace vtasim::report
