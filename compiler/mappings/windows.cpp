#include "compiler/mappings/windows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "compiler/lanes/refused.h"

namespace vtasim::compiler {
namespace {

/// Lanes of a window, beyond which tables of taps get large and no layer gains.
constexpr int kMostLanes = 1024;
constexpr int kLargestNumber = 1024;

/// Outputs that a window makes: each takes taps and micro-ops of its own.
constexpr int kMostOutputs = 64;

bool legal(const Windows& w) {
  const WindowDeal deal = w.deal.value_or(WindowDeal{});
  const std::array<int, 7> numbers = {w.rows, w.cols, w.channels, w.row_step, w.col_step, deal.rows, deal.cols};
  return std::all_of(numbers.begin(), numbers.end(), [](int n) { return n >= 1 && n <= kLargestNumber; });
}

/// What follows the steps.
std::optional<WindowDeal> parse_deal(const char* text) {
  WindowDeal deal;
  if (std::sscanf(text, " parts %9dx%9d", &deal.rows, &deal.cols) == 2) {
    deal.kind = WindowDeal::Kind::parts;
  } else if (std::sscanf(text, " runs %9dx%9d", &deal.rows, &deal.cols) == 2) {
    deal.kind = WindowDeal::Kind::runs;
  } else {
    return std::nullopt;
  }
  return deal;
}

}  // namespace

std::string name_of(const Windows& windows) {
  std::string name = fmt::format("swapped {}x{}", windows.rows, windows.cols);
  if (windows.channels != 1) name += fmt::format("x{}", windows.channels);
  name += fmt::format(" step {}x{}", windows.row_step, windows.col_step);
  if (windows.deal) {
    const char* kind = windows.deal->kind == WindowDeal::Kind::runs ? "runs" : "parts";
    name += fmt::format(" {} {}x{}", kind, windows.deal->rows, windows.deal->cols);
  }
  return name;
}

std::optional<Windows> parse_windows(const std::string& name) {
  const char* const text = name.c_str();
  for (const bool channels : {false, true}) {
    Windows w;
    int end = 0;
    const int read = channels ? std::sscanf(text, "swapped %9dx%9dx%9d step %9dx%9d%n", &w.rows, &w.cols, &w.channels,
                                            &w.row_step, &w.col_step, &end)
                              : std::sscanf(text, "swapped %9dx%9d step %9dx%9d%n", &w.rows, &w.cols, &w.row_step,
                                            &w.col_step, &end);
    if (read != (channels ? 5 : 4)) continue;
    w.deal = parse_deal(text + end);
    // Also refuses what sscanf skips: spaces, signs, a tail.
    if (legal(w) && name_of(w) == name) return w;
  }
  return std::nullopt;
}

Mapping windows_mapping(const Windows& windows, const Layer& layer, const isa::HardwareConfig& config) {
  const std::string name = name_of(windows);
  const int group_channels = layer.channels / layer.groups;
  if (windows.channels > group_channels) {
    throw Refused(fmt::format("layer {}: a group has {} channels, and windows of mapping {} have {}", layer.name,
                              group_channels, name, windows.channels));
  }
  if (windows.rows * windows.cols > kMostLanes / windows.channels) {
    throw Refused(
        fmt::format("layer {}: windows of mapping {} have more than {} elements", layer.name, name, kMostLanes));
  }
  WindowChoice choice;
  choice.rows = window_rows(layer, windows.rows, windows.row_step);
  choice.cols = window_cols(layer, windows.cols, windows.col_step);
  choice.channels = windows.channels;
  choice.deal = windows.deal;
  if (choice.rows.outputs * choice.cols.outputs > kMostOutputs) {
    throw Refused(fmt::format("layer {}: {} x {} outputs begin in a window of mapping {}; at most {} can", layer.name,
                              choice.rows.outputs, choice.cols.outputs, name, kMostOutputs));
  }
  return build_swapped_nest(name, layer, choice, config);
}

}  // namespace vtasim::compiler
