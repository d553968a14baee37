#include "compiler/lanes/build_swapped_nest.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/lanes/planes.h"
#include "compiler/lanes/refused.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// A window's elements, channels innermost.
void add_window(const Layer& layer, const WindowChoice& choice, int first_row, int first_col, LaneMap& map) {
  for (int row = first_row; row < first_row + choice.rows.size; ++row) {
    for (int col = first_col; col < first_col + choice.cols.size; ++col) {
      for (int channel = 0; channel < choice.channels; ++channel) {
        map.lanes.push_back(
            {true, row * layer.dilation_h - choice.rows.lead, col * layer.dilation_w - choice.cols.lead, channel});
      }
    }
  }
}

/// The padded input in windows: the vectors of a place are those of a round.
LaneMap window_lanes(const Layer& layer, const WindowChoice& choice, int block) {
  LaneMap map;
  map.channel_step = choice.channels;
  map.row_step = choice.rows.round * layer.dilation_h;
  map.col_step = choice.cols.round * layer.dilation_w;
  map.vector_rows = choice.rows.windows();
  for (const int first_row : choice.rows.starts) {
    for (const int first_col : choice.cols.starts) {
      add_window(layer, choice, first_row, first_col, map);
      fill_vectors(map, block);
    }
  }
  return map;
}

/// The outputs of a round as so many out vectors; all lanes of one alike.
LaneMap outputs_of_round(const WindowChoice& choice, int block) {
  LaneMap map;
  map.row_step = choice.rows.outputs * choice.rows.phases;
  map.col_step = choice.cols.outputs * choice.cols.phases;
  for (int row = 0; row < choice.rows.outputs; ++row) {
    for (int col = 0; col < choice.cols.outputs; ++col) {
      const Lane lane{true, row * choice.rows.phases, col * choice.cols.phases, 0};
      map.lanes.insert(map.lanes.end(), static_cast<std::size_t>(block), lane);
    }
  }
  return map;
}

/// What the taps of a round read beyond its own windows. `window_vectors` is how many vectors a window takes.
WindowReach reach_of(const std::vector<Tap>& taps, const WindowChoice& choice, int window_vectors) {
  WindowReach reach;
  for (const Tap& tap : taps) {
    reach.rows = std::max(reach.rows, tap.dy + 1 - choice.rows.windows());
    reach.cols = std::max(reach.cols, tap.dx / window_vectors + 1 - choice.cols.windows());
  }
  return reach;
}

/// The deal of the choice, or that with the fewest tiles: with the fewest rounds, and of these tiles to be loaded.
WindowDeal deal_of(const Layer& layer, const WindowChoice& choice, WindowReach reach, int block) {
  const auto tiles = [&](const WindowDeal& deal) {
    const WindowTiles t = tiles_of(deal, choice.rows, choice.cols, reach, layer.batch, block);
    return std::pair(t.rounds(), t.loaded());
  };
  const std::vector<WindowDeal> deals = window_deals(choice.rows, choice.cols, reach, block);
  if (choice.deal) {
    const auto same = [&](const WindowDeal& deal) {
      return deal.kind == choice.deal->kind && deal.rows == choice.deal->rows && deal.cols == choice.deal->cols;
    };
    if (std::any_of(deals.begin(), deals.end(), same)) return *choice.deal;
    throw Refused(fmt::format(
        "layer {}: {} x {} rounds of windows in {} x {} phases cannot be dealt out to {} x {} of {} lanes{}",
        layer.name, choice.rows.rounds, choice.cols.rounds, choice.rows.phases, choice.cols.phases, choice.deal->rows,
        choice.deal->cols, block,
        choice.deal->kind == WindowDeal::Kind::runs ? ", in runs where sums reach over columns or dilation makes phases"
                                                    : ""));
  }
  if (deals.empty()) {
    throw Refused(fmt::format("layer {}: dilation makes {} x {} phases of windows; an out vector has {} lanes",
                              layer.name, choice.rows.phases, choice.cols.phases, block));
  }
  return *std::min_element(deals.begin(), deals.end(),
                           [&](const WindowDeal& a, const WindowDeal& b) { return tiles(a) < tiles(b); });
}

bool in_sequence(const WindowDeal& deal) {
  return deal.kind == WindowDeal::Kind::all || deal.kind == WindowDeal::Kind::each;
}

/// The rounds that lanes begin with: for parts, those of each phase.
std::vector<Lane> first_rounds(const WindowDeal& deal, const WindowChoice& choice, const WindowTiles& tiles,
                               const LaneMap& out, int block) {
  std::vector<Lane> rounds;
  if (in_sequence(deal)) {
    for (int i = 0; i < block; ++i) rounds.push_back({true, 0, 0, 0, i});
  } else if (deal.kind == WindowDeal::Kind::runs) {
    const int col_step = ceil_div(choice.cols.rounds, deal.cols) * out.col_step;
    for (int i = 0; i < deal.rows * deal.cols; ++i) {
      rounds.push_back({true, 0, i % deal.cols * col_step, 0, i / deal.cols * tiles.rows});
    }
  } else {
    for (int part = 0; part < deal.rows * deal.cols; ++part) {
      const int row = part / deal.cols * tiles.rows * out.row_step;
      const int col = part % deal.cols * tiles.cols * out.col_step;
      for (int phase = 0; phase < choice.rows.phases * choice.cols.phases; ++phase) {
        rounds.push_back({true, row + phase / choice.cols.phases, col + phase % choice.cols.phases, 0});
      }
    }
  }
  rounds.resize(static_cast<std::size_t>(block), {false, 0, 0, 0});
  return rounds;
}

/// Places the out vectors of a round's outputs: their lanes in the rounds that these have.
void deal_out(const Layer& layer, const WindowDeal& deal, const WindowChoice& choice, const WindowTiles& tiles,
              int block, LaneMap& out) {
  if (in_sequence(deal)) {
    out.row_step = choice.rows.outputs;  // In order, whatever the phases.
    out.col_step = choice.cols.outputs;
    const bool images = deal.kind == WindowDeal::Kind::all;
    out.sequence = PlaceSequence{ceil_div(layer.out_width(), out.col_step), block, images, {}};
  } else if (deal.kind == WindowDeal::Kind::runs) {
    out.sequence = PlaceSequence{ceil_div(choice.cols.rounds, deal.cols), 1, false, {}};
  }
  const std::vector<Lane> rounds = first_rounds(deal, choice, tiles, out, block);
  for (std::size_t i = 0; i < out.lanes.size(); ++i) {
    const Lane& round = rounds[i % rounds.size()];
    Lane& lane = out.lanes[i];
    lane = round.used ? Lane{true, lane.dy + round.dy, lane.dx + round.dx, 0, round.first} : round;
  }
}

/// Taps with the rounds that they reach as far on as they are in a run.
std::vector<Tap> taps_in_runs(std::vector<Tap> taps, const WindowChoice& choice, const LaneMap& out) {
  const int windows = choice.rows.windows();
  for (Tap& tap : taps) tap.dy += tap.dy / windows * (out.sequence->cols - 1) * windows;
  return taps;
}

std::string layout_name(const WindowDeal& deal, const WindowChoice& choice, const LoopNest& nest, int block) {
  const std::string outputs = fmt::format("{} x {}", choice.rows.outputs, choice.cols.outputs);
  if (deal.kind == WindowDeal::Kind::all && nest.vectors_per_position == 1) {
    return fmt::format("(O, (N*H*W)/{}, {})", block, block);
  }
  if (deal.kind == WindowDeal::Kind::all) return fmt::format("(O, {}, {}, {} windows)", outputs, nest.rows, block);
  if (deal.kind == WindowDeal::Kind::each && nest.vectors_per_position == 1) {
    return fmt::format("(N, O, (H*W)/{}, {})", block, block);
  }
  if (deal.kind == WindowDeal::Kind::each) return fmt::format("(N, O, {}, {}, {} windows)", outputs, nest.rows, block);
  const char* what = deal.kind == WindowDeal::Kind::parts ? "parts" : "runs";
  const int rows = deal.rows * choice.rows.phases;
  const int cols = deal.cols * choice.cols.phases;
  return fmt::format("(N, O, {}, {}, {}, {} x {} {})", outputs, nest.rows, nest.cols, rows, cols, what);
}

}  // namespace

Mapping build_swapped_nest(const std::string& name, const Layer& layer, const WindowChoice& choice,
                           const isa::HardwareConfig& config) {
  Mapping mapping;
  mapping.name = name;
  mapping.host_padding = true;
  mapping.host_packed = true;
  mapping.in = window_lanes(layer, choice, config.block);
  mapping.out = outputs_of_round(choice, config.block);
  mapping.routing = route_taps(layer, mapping.in, mapping.out, config.block);
  const int window_vectors = mapping.in.vector_cols(config.block) / choice.cols.windows();
  const WindowReach reach = reach_of(mapping.routing.taps, choice, window_vectors);
  const WindowDeal deal = deal_of(layer, choice, reach, config.block);
  const WindowTiles tiles = tiles_of(deal, choice.rows, choice.cols, reach, layer.batch, config.block);
  deal_out(layer, deal, choice, tiles, config.block, mapping.out);

  LoopNest& nest = mapping.nest;
  nest.operands = Operands::swapped;
  nest.images = tiles.images;
  nest.vectors_per_position = mapping.out.vectors(config.block);
  nest.bias = layer.bias;
  count_planes(layer, mapping, nest);
  nest.rows = tiles.rows;
  nest.cols = tiles.cols;
  nest.plane_rows = tiles.tile_rows;
  nest.plane_cols = tiles.tile_cols * window_vectors;
  nest.stride_rows = mapping.in.vector_rows;
  nest.stride_cols = mapping.in.vector_cols(config.block);
  const bool runs = deal.kind == WindowDeal::Kind::runs;
  repeat_taps(runs ? taps_in_runs(mapping.routing.taps, choice, mapping.out) : mapping.routing.taps, nest);
  mapping.output_layout = layout_name(deal, choice, nest, config.block);
  return mapping;
}

}  // namespace vtasim::compiler
