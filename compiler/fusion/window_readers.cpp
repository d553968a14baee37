#include "compiler/fusion/window_readers.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/mappings/windows.h"
#include "compiler/packing/window_blocks.h"

namespace vtasim::compiler {
namespace {

/// Of `block` pixels each, about as many rows as columns of them.
Windows windows_in_parts(int rows, int cols, const isa::HardwareConfig& config) {
  Windows windows;
  windows.rows = 1 << (config.log_block / 2);
  windows.cols = config.block / windows.rows;
  windows.row_steps = {windows.rows};
  windows.col_steps = {windows.cols};
  windows.aligned = true;
  windows.deal = WindowDeal{WindowDeal::Kind::parts, rows, cols};
  return windows;
}

/// Windows in parts, and what there is of them.
struct Dealt {
  Mapping mapping;
  int computed = 0;        ///< Tiles,
  int loaded = 0;          ///< likewise;
  std::size_t stored = 0;  ///< rows by the layer before, of a channel.
  auto by_loads() const { return std::tuple(computed, loaded, stored); }
  auto by_stores() const { return std::tuple(computed, stored, loaded); }
};

std::vector<Dealt> all_deals(const Layer& layer, const isa::HardwareConfig& config) {
  std::vector<Dealt> all;
  for (int rows = 1; rows <= config.block; ++rows) {
    for (int cols = 1; rows * cols <= config.block; ++cols) {
      try {
        Mapping mapping = make_mapping(windows_in_parts(rows, cols, config), layer, config);
        const LoopNest& nest = mapping.nest;
        const std::size_t stored = window_blocks(layer, mapping, config.block).runs.size();
        all.push_back({mapping, nest.rows * nest.cols, nest.plane_rows * nest.plane_cols, stored});
      } catch (const Refused&) {
        continue;
      }
    }
  }
  return all;
}

}  // namespace

std::vector<WindowReader> window_readers(const Layer& layer, const isa::HardwareConfig& config, SearchEffort effort) {
  if (!layer.depthwise()) return {};
  const std::vector<Dealt> all = all_deals(layer, config);
  if (all.empty()) return {};
  const auto by_loads = std::min_element(all.begin(), all.end(),
                                         [](const Dealt& a, const Dealt& b) { return a.by_loads() < b.by_loads(); });
  const auto by_stores = std::min_element(all.begin(), all.end(),
                                          [](const Dealt& a, const Dealt& b) { return a.by_stores() < b.by_stores(); });
  std::vector<WindowReader> readers = {{layer, by_loads->mapping}};
  if (effort == SearchEffort::full && by_stores != by_loads) readers.push_back({layer, by_stores->mapping});
  return readers;
}

}  // namespace vtasim::compiler
