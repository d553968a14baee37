#include "sim/report/program_explanation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/program/compile_stats.h"
#include "compiler/tiling/filter_blocks.h"
#include "compiler/workload/layer_quantization.h"
#include "isa/base/text.h"
#include "sim/report/beyond_rtl.h"
#include "sim/report/cause_groups.h"
#include "sim/report/cause_tables.h"
#include "sim/report/table.h"

namespace vtasim::report {
namespace {

/// "for row in 0..112 step 9", one level deeper each.
class Loops {
 public:
  void loop(const char* variable, int extent, int step) {
    if (extent <= step) return;
    line(fmt::format("for {} in 0..{} step {}", variable, extent, step));
    ++depth_;
  }
  void line(const std::string& text) {
    text_ += std::string(2 * static_cast<std::size_t>(depth_ + 1), ' ') + text + '\n';
  }
  void back(int levels) { depth_ -= levels; }
  std::string take() const { return text_; }

 private:
  int depth_ = 0;
  std::string text_;
};

std::string loop_nest(const compiler::LoopNest& nest, const compiler::TilingPlan& plan) {
  const compiler::TileShape& shape = plan.shape;
  const int taps = static_cast<int>(nest.taps.size());
  const int filters = shape.groups * shape.filters_per_group;
  Loops loops;
  for (const compiler::TileLoop loop : shape.order) {
    switch (loop) {
      case compiler::TileLoop::images:
        loops.loop("image", nest.images, 1);
        break;
      case compiler::TileLoop::groups:
        loops.loop("group", nest.groups(), shape.groups);
        break;
      case compiler::TileLoop::filters:
        loops.loop("filter", nest.filters_per_group, shape.filters_per_group);
        break;
      case compiler::TileLoop::rows:
        loops.loop("row", nest.rows, shape.rows);
        break;
      case compiler::TileLoop::cols:
        loops.loop("col", nest.cols, shape.cols);
        break;
    }
  }
  loops.line(nest.bias_loaded ? "LOAD acc: bias" : nest.bias ? "ALU ADD: acc = bias" : "GEMM reset: acc = 0");
  const bool steps = plan.taps_per_step < taps;
  loops.loop("tap", taps, plan.taps_per_step);
  const std::string block = plan.filters_per_load > filters
                                ? fmt::format(" of {} filters", std::min(nest.filters, plan.filters_per_load))
                                : "";
  loops.line(fmt::format("LOAD {}{} if not there, LOAD {} if not there", to_string(nest.filter()), block,
                         to_string(nest.activation())));
  loops.line(fmt::format("GEMM: {} x {} x {} x {} = {} operations at most{}", filters, shape.rows, shape.cols,
                         std::min(taps, plan.taps_per_step),
                         grouped(std::int64_t{filters} * shape.rows * shape.cols * std::min(taps, plan.taps_per_step)),
                         plan.skip_padding ? ", none with padding" : ""));
  if (steps) loops.back(1);
  if (nest.residual_shift) {
    loops.line(fmt::format("LOAD {0}: residual, GEMM: acc += residual * {1}", to_string(nest.activation()),
                           1 << *nest.residual_shift));
  }
  const std::string parts =
      plan.store_parts == 1 && plan.last_store_parts == 1
          ? ""
          : fmt::format(", in {} (of the last tile {})", counted(plan.store_parts, "part"), plan.last_store_parts);
  loops.line("ALU: requantize, STORE out" + parts);
  return loops.take();
}

/// Entries that the largest tile takes of a scratchpad, of those in a buffer.
struct Occupancy {
  isa::Buffer buffer;
  std::int64_t used = 0;
  int buffers = 1;
  int fixed = 0;  ///< Beside the buffers.
};

std::vector<Occupancy> occupancies(const compiler::LoopNest& nest, const compiler::TilingPlan& plan) {
  std::int64_t activation = 0;
  std::int64_t filter = 0;
  std::int64_t acc = 0;
  const auto step = static_cast<std::size_t>(plan.taps_per_step);
  const compiler::Tiling tiling = tiling_of(nest, plan);
  const std::vector<compiler::FilterBlock> blocks = filter_blocks(nest, tiling);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const compiler::Tile& tile = tiling.tiles[i];
    acc = std::max(acc, std::int64_t{tile.vectors()});
    if (nest.residual_shift) activation = std::max(activation, std::int64_t{tile.vectors()});
    for (std::size_t tap = 0; tap < nest.taps.size(); tap += step) {
      const std::size_t end = std::min(tap + step, nest.taps.size());
      compiler::Window window = window_of(nest, tile, tap, end);
      if (plan.skip_padding) window = without_padding(window);
      activation = std::max(activation, std::int64_t{tile.groups} * window.group_elements());
      filter = std::max(filter, blocks[i].count * static_cast<std::int64_t>(end - tap));
    }
  }
  const auto constants = [&](isa::Buffer buffer) {
    if (nest.bias_product) return buffer == isa::Buffer::inp ? plan.bias_slots : 1;
    return buffer == isa::Buffer::wgt ? nest.constant_tiles() : 0;
  };
  return {{nest.activation(), activation, plan.activation_buffers, constants(nest.activation())},
          {nest.filter(), filter, plan.filter_buffers, constants(nest.filter())},
          {isa::Buffer::acc, acc, plan.acc_buffers, plan.bias_slots}};
}

std::string buffer_table(const isa::HardwareConfig& hardware, const compiler::LoopNest& nest,
                         const compiler::TilingPlan& plan, std::size_t width) {
  Table table;
  table.add_column("scratchpad", Table::Align::left);
  table.add_column("holds", Table::Align::left);
  table.add_column(TableColumn::figure("buffers", 3));
  table.add_column(TableColumn::figure("entries of\na tile", 2));
  table.add_column(TableColumn::figure(nest.residual_shift ? "bias and\nconstants" : "bias and\nshifts", 4));
  table.add_column(TableColumn::figure("in all", 1));
  table.add_column(TableColumn::figure("depth", 1));
  table.add_column(TableColumn::figure("used", 0));
  for (const Occupancy& o : occupancies(nest, plan)) {
    const std::int64_t all = o.buffers * o.used + o.fixed;
    const char* holds = o.buffer == isa::Buffer::acc ? "sums" : o.buffer == nest.filter() ? "filter" : "activation";
    table.add_row({std::string(to_string(o.buffer)), holds, grouped(o.buffers), grouped(o.used), grouped(o.fixed),
                   grouped(all), grouped(hardware.depth(o.buffer)), percent(ratio(all, hardware.depth(o.buffer)))});
  }
  return table.to_string(width);
}

/// The module that the largest bound is a bound of: load for reads, although compute reads too.
isa::Module bounding_module(const compiler::CompileStats& stats) {
  if (stats.bound() == stats.least.compute) return isa::Module::compute;
  return stats.bound() == stats.least.read ? isa::Module::load : isa::Module::store;
}

/// "12 waiting for the memory's delay, 34 ...": what a module's cycles at work above its bound are; nothing where that
/// is not known.
std::string beyond_bound(const experiment::ComparisonRow& row, isa::Module module, std::int64_t cycles) {
  const machine::Unit unit = machine::unit_of(module);
  std::array<std::int64_t, kCauseGroupCount> groups{};
  for (std::size_t w = 1; w < machine::kWorkCount; ++w) {
    const auto of = grouped_causes(row.causes.by_cause(unit, static_cast<machine::Work>(w)));
    for (std::size_t g = 0; g < groups.size(); ++g) groups[g] += of[g];
  }
  // The path of writes takes its own waits for the memory, and its bound has them in it.
  if (module == isa::Module::store) return "";
  std::vector<std::string> parts;
  const auto add = [&](CauseGroup group, const char* what) {
    const std::int64_t n = groups[static_cast<std::size_t>(group)];
    if (n == 0) return;
    parts.push_back(fmt::format("{} {}", grouped(n), what));
    cycles -= n;
  };
  add(CauseGroup::memory, "waiting for the memory's delay");
  add(CauseGroup::bus, "while the bus is taken by others");
  add(CauseGroup::request, "before its requests");
  add(CauseGroup::overhead, module == isa::Module::compute
                                ? "filling and draining pipelines and moving tokens"
                                : "behind the data, of registers and of zeros that it writes");
  if (parts.empty()) return "";
  if (cycles > 0) parts.push_back(fmt::format("{} of data that others have read as well", grouped(cycles)));
  std::string text = fmt::format(": {}", fmt::join(parts, ", "));
  if (cycles < 0) text += fmt::format(", less {} beats that load does not move", grouped(-cycles));
  return text;
}

/// What the bounding module did in the cycles above the bound.
std::string above_bound(const experiment::ComparisonRow& row) {
  const compiler::CompileStats& stats = row.stats;
  const isa::Module module = bounding_module(stats);
  const machine::ModuleCycles& c = row.counters.modules[static_cast<std::size_t>(module)];
  std::string text = fmt::format("Above the bound: {} cycles.\n", grouped(row.record.cycles - stats.bound()));
  const std::int64_t beyond = c.busy - stats.bound();
  text += fmt::format("  {:>9}  {} is busy beyond its bound{}\n", grouped(beyond), to_string(module),
                      beyond_bound(row, module, beyond));
  const auto add = [&](std::int64_t cycles, const std::string& what) {
    if (cycles > 0) text += fmt::format("  {:>9}  {}\n", grouped(cycles), what);
  };
  const machine::Unit unit = machine::unit_of(module);
  const std::int64_t queue = row.causes.of(unit, machine::Cause::queue);
  const std::int64_t done = row.causes.of(unit, machine::Cause::none);
  add(c.wait_prev, fmt::format("it waits for what the module before it has to finish: {}",
                               module == isa::Module::compute ? "data from load" : "sums from compute"));
  add(c.wait_next, fmt::format("it waits for room: {} has not read its results or data",
                               module == isa::Module::compute ? "store" : "compute"));
  add(c.wait_insn - queue - done, "it has no instruction: not fetched yet");
  add(queue, "it has no instruction: fetch stands before the full queue of another module");
  add(done, "it has no instruction: done before the others");
  add(c.issue, "one cycle of hand-over before each instruction");
  return text;
}

std::string bounds(const experiment::ComparisonRow& row) {
  const compiler::CompileStats& stats = row.stats;
  const isa::Module module = bounding_module(stats);
  const auto mark = [&](isa::Module m) { return m == module ? "  <- the bound" : ""; };
  const std::int64_t loads = stats.least.compute - stats.gemm_ops - stats.alu_cycles;
  return fmt::format(
      "Bounds, in cycles:\n"
      "  compute {:>11}  {} GEMM operations, {} ALU, {} beats of uop and acc{}\n"
      "  read    {:>11}  beats of inp, wgt, acc, uop and instructions{}\n"
      "  store   {:>11}  beats and bursts written{}\n"
      "  layer   {:>11}  whatever the mapping: its products in full lanes, inputs and filter read once, output stored "
      "once\n",
      grouped(stats.least.compute), grouped(stats.gemm_ops), grouped(stats.alu_cycles), grouped(loads),
      mark(isa::Module::compute), grouped(stats.least.read), mark(isa::Module::load), grouped(stats.least.store),
      mark(isa::Module::store), grouped(row.layer_bound));
}

}  // namespace

std::string explain_program(const experiment::ComparisonRow& row, const compiler::LoopNest& nest,
                            const std::string& output_layout, std::size_t width) {
  const compiler::TilingPlan& plan = row.search.plan;
  const compiler::Layer& layer = row.layer;
  const std::string bias = layer.has_bias() ? fmt::format(", bias by {}", to_string(layer.bias_entry)) : "";
  std::string text = fmt::format(
      "{}: ({}, {}, {}, {}) by {} filters of {} x {}, {} groups, on {}\n"
      "Mapping {}: output {}, lane efficiency {}, {} bytes packed by the host{}\n",
      layer.name, layer.batch, layer.channels, layer.height, layer.width, layer.out_channels, layer.kernel_h,
      layer.kernel_w, layer.groups, row.hardware.name, row.mapping, output_layout, percent(row.stats.lane_efficiency),
      grouped(row.stats.packed_bytes), bias);
  if (const std::string_view lacks = beyond_rtl(row.mapping); !lacks.empty()) {
    text += fmt::format("Not in the RTL: it needs {}\n", lacks);
  }
  text += fmt::format("Search: {} tilings estimated, {} simulated\n\n", grouped(row.search.considered),
                      grouped(row.search.simulated));
  text += fmt::format(
      "{} activation {} and {} filters of {} on {} x {} out vectors; tiles of {} x {} x {}, the first halved {}, "
      "the last {} times\n",
      grouped(nest.planes), nest.planes == 1 ? "plane" : "planes", grouped(nest.filters),
      counted(static_cast<std::int64_t>(nest.taps.size()), "tap"), nest.rows, nest.cols,
      plan.shape.groups * plan.shape.filters_per_group, plan.shape.rows, plan.shape.cols, plan.head, plan.tail);
  text = wrapped_lines(text + loop_nest(nest, plan), width) + '\n' + buffer_table(row.hardware, nest, plan, width) +
         '\n' + wrapped_lines(bounds(row), width);
  if (!row.record.finished) return text;
  text += wrapped_lines(fmt::format("Cycles: {}, {:.3f} of the bound, {:.3f} of the layer's\n\n",
                                    grouped(row.record.cycles), row.over_bound(), row.over_layer_bound()),
                        width);
  return text + idle_table(row.causes, width) + '\n' + work_table(row.causes, width) + '\n' +
         wrapped_lines(above_bound(row), width);
}

}  // namespace vtasim::report
