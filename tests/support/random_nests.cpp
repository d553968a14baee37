#include "tests/support/random_nests.h"

#include <algorithm>

#include "tests/support/random_layers.h"

namespace vtasim::compiler {

LoopNest random_nest() {
  LoopNest nest;
  nest.images = random_number(1, 2);
  nest.planes_per_group = random_number(1, 3);
  nest.planes = nest.planes_per_group * random_number(1, 4);
  nest.filters_per_group = random_number(1, 5);
  nest.filters = nest.groups() * nest.filters_per_group - random_number(0, nest.filters_per_group - 1);
  nest.vectors_per_position = random_number(1, 2);
  nest.rows = random_number(1, 12);
  nest.cols = random_number(1, 12);
  nest.stride_rows = random_number(1, 2);
  nest.stride_cols = random_number(1, 2);
  const int kernel_rows = random_number(1, 3);
  const int kernel_cols = random_number(1, 3);
  for (int plane = 0; plane < nest.planes_per_group; ++plane) {
    for (int dy = 0; dy < kernel_rows; ++dy) {
      for (int dx = 0; dx < kernel_cols; ++dx) nest.taps.push_back({dy, dx, plane, 0});
    }
  }
  nest.pad_rows = random_number(0, 2);
  nest.pad_cols = random_number(0, 2);
  nest.plane_rows = std::max(1, (nest.rows - 1) * nest.stride_rows + kernel_rows - nest.pad_rows - random_number(0, 2));
  nest.plane_cols = std::max(1, (nest.cols - 1) * nest.stride_cols + kernel_cols - nest.pad_cols - random_number(0, 2));
  return nest;
}

TilingPlan random_plan(const LoopNest& nest) {
  TilingPlan plan;
  plan.shape.filters_per_group = random_number(1, nest.filters_per_group);
  plan.shape.rows = random_number(1, nest.rows);
  plan.shape.cols = random_number(1, nest.cols);
  plan.shape.order = all_loop_orders()[static_cast<std::size_t>(random_number(0, 119))];
  if (plan.shape.filters_per_group == nest.filters_per_group && random_number(0, 1) == 1) {
    plan.shape.groups = random_number(1, nest.groups());
    plan.shape.rows = nest.rows;
    plan.shape.cols = nest.cols;
  }
  plan.taps_per_step = random_number(1, static_cast<int>(nest.taps.size()));
  plan.activation_buffers = random_number(1, 4);
  plan.filter_buffers = random_number(1, 4);
  plan.acc_buffers = random_number(1, 2);
  return plan;
}

}  // namespace vtasim::compiler
