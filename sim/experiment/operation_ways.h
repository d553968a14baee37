#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "compiler/operations/mapped_operation.h"
#include "compiler/operations/vector_gather.h"
#include "compiler/planning/network_plan.h"
#include "compiler/planning/wanted_layouts.h"
#include "compiler/search/search.h"
#include "isa/hardware_config.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/search_store.h"
#include "sim/experiment/way_search.h"

namespace vtasim::experiment {

/// The ways on the accelerator of a network's nodes that are no convolutions: additions, pooling, and what puts
/// channels of tensors together.
class OperationWays {
 public:
  /// Adds to the ways of a network's nodes. References must outlive it.
  OperationWays(const Laboratory& laboratory, const NetworkData& data, const isa::HardwareConfig& config,
                const compiler::WantedLayouts& wanted, compiler::SearchEffort effort, compiler::NetworkWays& ways);

  /// The search for the program of a node; nothing where the accelerator has none for it.
  std::optional<WaySearch> search_of(std::size_t node);

  /// The layer that a node is computed as; null where that is none.
  const compiler::Layer* layer_of(std::size_t node) const;

 private:
  std::optional<compiler::MappedOperation> map_operation(std::size_t node) const;
  std::shared_ptr<const compiler::VectorGather> map_selection(std::size_t node) const;
  void add_operation(std::size_t node, const std::function<void(int)>& simulated);
  void add_selection(std::size_t node, const std::function<void(int)>& simulated);
  void add_in_all_orders(std::size_t node, compiler::NodeWay way);
  compiler::TensorLayout ordinary_of(std::size_t tensor) const;

  const Laboratory& laboratory_;
  const NetworkData& data_;
  const isa::HardwareConfig& config_;
  const compiler::WantedLayouts& wanted_;
  const compiler::SearchEffort effort_;
  compiler::NetworkWays& ways_;
  std::vector<std::optional<compiler::MappedOperation>> operations_;       ///< Of each node: as what it is computed,
  std::vector<std::shared_ptr<const compiler::VectorGather>> selections_;  ///< or what it puts together.
};

}  // namespace vtasim::experiment
