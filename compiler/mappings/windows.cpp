#include "compiler/mappings/windows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "compiler/lanes/refused.h"
#include "isa/base/saturating.h"

namespace vtasim::compiler {
namespace {

/// Lanes of a window, beyond which tables of taps get large and no layer gains.
constexpr int kMostLanes = 1024;
constexpr int kLargestNumber = 1024;

/// Outputs that a round of windows makes: each takes taps and micro-ops of its own.
constexpr int kMostOutputs = 64;

bool legal(const Windows& w) {
  const WindowDeal deal = w.deal.value_or(WindowDeal{});
  std::vector<int> numbers = {w.rows,    w.cols,    w.channels,
                              deal.rows, deal.cols, static_cast<int>(std::max(w.row_steps.size(), w.col_steps.size()))};
  numbers.insert(numbers.end(), w.row_steps.begin(), w.row_steps.end());
  numbers.insert(numbers.end(), w.col_steps.begin(), w.col_steps.end());
  return std::all_of(numbers.begin(), numbers.end(), [](int n) { return n >= 1 && n <= kLargestNumber; });
}

/// Numbers joined by +, and `text` moved behind them.
std::vector<int> parse_steps(const char*& text) {
  std::vector<int> steps;
  do {
    if (!steps.empty()) ++text;
    char* end = nullptr;
    steps.push_back(static_cast<int>(std::strtol(text, &end, 10)));
    text = end;
  } while (*text == '+');
  return steps;
}

constexpr char kAligned[] = " aligned";

/// What follows the steps, apart from kAligned.
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
  name += fmt::format(" step {}x{}", fmt::join(windows.row_steps, "+"), fmt::join(windows.col_steps, "+"));
  if (windows.aligned) name += kAligned;
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
    const int read = channels ? std::sscanf(text, "swapped %9dx%9dx%9d step %n", &w.rows, &w.cols, &w.channels, &end)
                              : std::sscanf(text, "swapped %9dx%9d step %n", &w.rows, &w.cols, &end);
    if (read != (channels ? 3 : 2) || end == 0) continue;
    const char* rest = text + end;
    w.row_steps = parse_steps(rest);
    if (*rest != 'x') continue;
    w.col_steps = parse_steps(++rest);
    w.aligned = std::strncmp(rest, kAligned, std::strlen(kAligned)) == 0;
    if (w.aligned) rest += std::strlen(kAligned);
    w.deal = parse_deal(rest);
    // Also refuses what sscanf and strtol skip: spaces, signs, a tail; and numbers that are too large for them.
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
  WindowChoice choice;
  choice.rows = window_rows(layer, windows.rows, windows.row_steps);
  choice.cols = window_cols(layer, windows.cols, windows.col_steps);
  if (windows.aligned) {
    choice.rows = aligned(layer, choice.rows, layer.pad_top);
    choice.cols = aligned(layer, choice.cols, layer.pad_left);
  }
  const std::int64_t elements =
      saturating_product({windows.rows, windows.cols, windows.channels, choice.rows.windows(), choice.cols.windows()});
  if (elements > kMostLanes) {
    throw Refused(
        fmt::format("layer {}: windows of mapping {} have more than {} elements", layer.name, name, kMostLanes));
  }
  choice.channels = windows.channels;
  choice.deal = windows.deal;
  if (choice.rows.outputs * choice.cols.outputs > kMostOutputs) {
    throw Refused(fmt::format("layer {}: {} x {} outputs begin in a round of windows of mapping {}; at most {} can",
                              layer.name, choice.rows.outputs, choice.cols.outputs, name, kMostOutputs));
  }
  return build_swapped_nest(name, layer, choice, config);
}

}  // namespace vtasim::compiler
