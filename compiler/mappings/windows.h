#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/lanes/build_swapped_nest.h"
#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

/// A mapping with swapped operands as windows of rows x columns x channels of the padded input, each in a row of a wgt
/// tile. With dilation, elements of a window are as far apart as those that the kernel meets.
struct Windows {
  int rows = 1;
  int cols = 1;
  int channels = 1;               ///< Of a group.
  std::vector<int> row_steps{1};  ///< From a window to the next, taking turns.
  std::vector<int> col_steps{1};
  bool aligned = false;            ///< To the input itself instead of the padded input: no window is cut by its border.
  std::optional<WindowDeal> deal;  ///< Nothing: that with the fewest tiles.
};

/// "swapped 4x4 step 4x2": rows x columns, and how many rows and columns apart windows lie; steps that take turns are
/// joined by +, as in "swapped 2x8 step 2x8+6". More than one channel follows as in "swapped 2x2x3 step 2x2". Aligned
/// windows are "swapped 4x4 step 4x4 aligned". How windows are dealt out stands at the end, as in "swapped 4x4 step 4x2
/// parts 2x8" or "swapped 4x4 step 4x2 runs 4x4".
std::string name_of(const Windows& windows);

/// The inverse; nothing for another text.
std::optional<Windows> parse_windows(const std::string& name);

/// The mapping of these windows, of any layer. Throws Refused naming the layer where they leave gaps in what the sums
/// need, hold more channels than a group has, or cannot be dealt out so.
Mapping windows_mapping(const Windows& windows, const Layer& layer, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
