#include "sim/experiment/layout_ways.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/operations/build_gather.h"
#include "compiler/operations/gather_terms.h"
#include "compiler/planning/gather_program.h"
#include "sim/experiment/gather_search.h"

namespace vtasim::experiment {
namespace {

using compiler::Graph;
using compiler::NodeWay;
using compiler::TensorLayout;

void add_new(const TensorLayout& layout, std::vector<TensorLayout>& layouts) {
  if (std::find(layouts.begin(), layouts.end(), layout) == layouts.end()) layouts.push_back(layout);
}

}  // namespace

void LayoutWays::add(compiler::HostOrder order) {
  for (std::size_t tensor = 0; tensor < data_.graph.tensors.size(); ++tensor) {
    const std::vector<TensorLayout> pixels = orders(tensor);
    const std::vector<TensorLayout> all = left(tensor, order, pixels);
    for (const TensorLayout& to : read(tensor, pixels)) {
      std::optional<std::int64_t> least;  // Of what can be gathered.
      for (const TensorLayout& from : all) {
        if (from.serves(to) || !can_gather(from, to, config_.block)) continue;
        if (!least) least = least_gather_cycles(to, config_);
        ways_.changes.push_back({tensor, from, to, *least, nullptr, true});
      }
    }
  }
  gathers_.resize(ways_.changes.size());
}

std::vector<TensorLayout> LayoutWays::left(std::size_t tensor, compiler::HostOrder order,
                                           const std::vector<TensorLayout>& pixels) const {
  std::vector<TensorLayout> layouts;
  if (const auto node = Graph::node_of(tensor)) {
    for (const NodeWay& way : ways_.nodes[*node]) add_new(way.leaves, layouts);
  } else {
    layouts.push_back(host_layout(data_.graph.tensors[tensor].shape, order));
  }
  for (const TensorLayout& layout : pixels) add_new(layout, layouts);
  return layouts;
}

std::vector<TensorLayout> LayoutWays::read(std::size_t tensor, std::vector<TensorLayout> layouts) const {
  for (const std::size_t reader : wanted_.readers_of(tensor)) {
    const std::vector<std::size_t>& inputs = data_.graph.nodes[reader].inputs;
    for (const NodeWay& way : ways_.nodes[reader]) {
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i] == tensor) add_new(way.reads[i], layouts);
      }
    }
  }
  return layouts;
}

std::vector<TensorLayout> LayoutWays::orders(std::size_t tensor) const {
  std::vector<TensorLayout> layouts;
  for (const compiler::WantedOrder& order : wanted_.orders_of(tensor)) {
    add_new(pixel_layout(data_.graph.tensors[tensor].shape, config_.block, order.pixels), layouts);
  }
  return layouts;
}

bool LayoutWays::count_operations(std::size_t change) {
  auto& gather = gathers_[change];
  if (gather) return false;
  compiler::LayoutWay& way = ways_.changes[change];
  const compiler::GraphTensor& tensor = data_.graph.tensors[way.tensor];
  gather = std::make_shared<const compiler::VectorGather>(
      gather_of_layouts(tensor.name + "-layout", tensor.shape, way.reads, way.leaves, config_.block));
  const compiler::GatherTerms terms(*gather, config_.block, true);
  way.keeps_zeros = terms.any_zeros();
  if (terms.operations() <= way.cycles) return false;
  way.cycles = terms.operations();
  return true;
}

WaySearch LayoutWays::search_of(std::size_t change) {
  compiler::LayoutWay& way = ways_.changes[change];
  const auto& gather = gathers_[change];
  return {fmt::format("{}: to {}", data_.graph.tensors[way.tensor].name, way.leaves.name()),
          gather_task(gather, config_),
          [this, &gather, &way](const std::function<void(int)>& simulated) {
            way.cycles = compiler::kNotFound;  // Unless it is.
            const GatherChoice choice = search_gather(laboratory_, *gather, config_, simulated);
            way.cycles = choice.cycles;
            way.program = gather_program(gather, choice.tiling, config_);
            way.keeps_zeros = way.keeps_zeros && choice.tiling.once;
            way.pending = false;
          },
          way.cycles};
}

}  // namespace vtasim::experiment
