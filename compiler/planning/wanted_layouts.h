#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/fusion/pair_mapping.h"
#include "compiler/graph/graph.h"
#include "compiler/lanes/mapping.h"
#include "compiler/search/search.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// An order of a tensor's pixels other than row by row.
struct WantedOrder {
  std::string name;  ///< In words that decide about programs, likewise: as the windows of which reader lie.
  std::vector<Pixel> pixels;
};

/// How a reader's windows are left for it, in words that decide about programs: which blocks go where.
std::string words_for(const WindowReader& reader);

/// In what layouts nodes of a graph want their inputs besides the ordinary one, so that nodes before can leave them so:
/// depthwise layers in aligned windows, and what stands in front of the layers that leave those, or where no layer can,
/// in front of the depthwise ones, with its pixels in blocks.
class WantedLayouts {
 public:
  /// References must outlive it.
  WantedLayouts(const Graph& graph, const isa::HardwareConfig& config, SearchEffort effort);

  /// The nodes that read a tensor.
  const std::vector<std::size_t>& readers_of(std::size_t tensor) const { return readers_[tensor]; }

  /// The windows by which a node can read what another leaves for it.
  const std::vector<WindowReader>& windows_of(std::size_t node) const { return windows_[node]; }

  /// The orders of pixels that a tensor is wanted in: of the input of a pointwise layer before a depthwise one those of
  /// the blocks that it leaves; of the input of a depthwise one that no layer can leave in its windows those that a
  /// change of layout makes windows of by one operation a vector; of the inputs of what works pixel by pixel those in
  /// which its output is wanted.
  const std::vector<WantedOrder>& orders_of(std::size_t tensor) const { return orders_[tensor]; }

  /// Whether only a change of layout can make of the input of a node the windows that it reads.
  bool windows_by_change(std::size_t node) const { return windows_by_change_[node]; }

  /// The pointwise layer with which a depthwise one can share a program, if there is one.
  std::optional<std::size_t> pointwise_behind(std::size_t node) const;

  /// The mapping by which a convolution leaves a reader's windows: of one on the network's input, which the host packs,
  /// by "swapped-im2col", of another by "exchanged", whose pixels lie in the order of the blocks. Nothing where there
  /// is none.
  std::optional<Mapping> mapping_that_leaves(const WindowReader& reader, std::size_t node) const;

 private:
  void want_blocks_before(std::size_t node);
  void want_blocks(std::size_t node);
  void want(std::size_t tensor, const WantedOrder& order);

  const Graph& graph_;
  const isa::HardwareConfig& config_;
  std::vector<std::vector<std::size_t>> readers_;
  std::vector<std::vector<WindowReader>> windows_;
  std::vector<std::vector<WantedOrder>> orders_;
  std::vector<bool> windows_by_change_;
};

}  // namespace vtasim::compiler
