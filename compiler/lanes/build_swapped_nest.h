#pragma once

#include <optional>
#include <string>

#include "compiler/lanes/mapping.h"
#include "compiler/lanes/window_deal.h"

namespace vtasim::compiler {

/// How operands are swapped: a wgt tile has a window of the padded input in each row, and an inp vector the filter laid
/// into it, at one of the places where outputs begin. The windows of a round, rows x columns of them, are tiles side by
/// side.
struct WindowChoice {
  WindowAxis rows;
  WindowAxis cols;
  int channels = 1;                ///< Of a group, in a window.
  std::optional<WindowDeal> deal;  ///< Nothing: that with the fewest tiles.
};

/// The mapping with swapped operands that `choice` stands for. An output whose taps reach over its window's end sums up
/// over the tiles that follow. Throws Refused naming the layer where windows leave gaps in what the sums need, or where
/// they cannot be dealt out so.
Mapping build_swapped_nest(const std::string& name, const Layer& layer, const WindowChoice& choice,
                           const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
