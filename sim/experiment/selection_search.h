#pragma once

#include <cstdint>
#include <functional>

#include "compiler/operations/channel_selection.h"
#include "sim/experiment/layer_search.h"

namespace vtasim::experiment {

/// The best program of a selection of channels.
struct SelectionChoice {
  int pixels = 1;  ///< Of a tile.
  std::int64_t cycles = 0;
};

/// Simulates as few tiles of a plane as fit, and some more. What it comes to is kept in the store, and taken from there
/// where it is. Throws Refused where nothing fits.
SelectionChoice search_selection(const Laboratory& laboratory, const compiler::ChannelSelection& selection,
                                 const isa::HardwareConfig& config, const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
