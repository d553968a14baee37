#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "compiler/layout/tensor_layout.h"
#include "compiler/operations/vector_gather.h"
#include "compiler/planning/network_plan.h"
#include "compiler/planning/wanted_layouts.h"
#include "isa/hardware_config.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/search_store.h"
#include "sim/experiment/way_search.h"

namespace vtasim::experiment {

/// The changes of layout on the accelerator that a plan can take: NetworkWays::changes. There are many, and plans take
/// few. So what they cost at least is counted in steps, each only of what a plan takes by the one before: vectors,
/// operations, the cycles of the program.
class LayoutWays {
 public:
  /// Adds to the ways of a network's nodes. References must outlive it.
  LayoutWays(const Laboratory& laboratory, const NetworkData& data, const isa::HardwareConfig& config,
             const compiler::WantedLayouts& wanted, compiler::NetworkWays& ways)
      : laboratory_(laboratory), data_(data), config_(config), wanted_(wanted), ways_(ways) {}

  /// Adds all changes that make of what nodes leave, or of pixels in an order that a reader's windows can be made of,
  /// what nodes read, or such pixels: as fast as can be. The network's input lies as the host has it.
  void add(compiler::HostOrder order);

  /// Raises what a change takes at least to its GEMM operations. False where that is known already, or makes no
  /// difference.
  bool count_operations(std::size_t change);

  /// The search for the program of a change whose operations are counted.
  WaySearch search_of(std::size_t change);

 private:
  /// The layouts in which a tensor's pixels are wanted in an order,
  std::vector<compiler::TensorLayout> orders(std::size_t tensor) const;
  /// and with these all that it can be left in, and all that it can be read in.
  std::vector<compiler::TensorLayout> left(std::size_t tensor, compiler::HostOrder order,
                                           const std::vector<compiler::TensorLayout>& pixels) const;
  std::vector<compiler::TensorLayout> read(std::size_t tensor, std::vector<compiler::TensorLayout> layouts) const;

  const Laboratory& laboratory_;
  const NetworkData& data_;
  const isa::HardwareConfig& config_;
  const compiler::WantedLayouts& wanted_;
  compiler::NetworkWays& ways_;
  std::vector<std::shared_ptr<const compiler::VectorGather>> gathers_;  ///< Of each change that is counted.
};

}  // namespace vtasim::experiment
