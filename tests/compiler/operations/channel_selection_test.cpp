#include "compiler/operations/channel_selection.h"

#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "check_gather.h"
#include "compiler/graph/graph.h"
#include "compiler/graph/reference_execution.h"
#include "compiler/lanes/refused.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/operations/build_gather.h"
#include "compiler/operations/gather_terms.h"
#include "compiler/program/program_image.h"
#include "compiler/workload/layer_file.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

/// A graph of one such operation on these inputs, which are its nodes' outputs in turn.
Tensor8 reference_of(const Operation& operation, const std::vector<Tensor8>& inputs) {
  Graph graph = make_graph("graph", "input", {inputs[0].n, inputs[0].c, inputs[0].h, inputs[0].w}, "test");
  std::vector<std::size_t> tensors = {0};
  std::vector<const Tensor8*> values = {&inputs[0]};
  for (std::size_t i = 1; i < inputs.size(); ++i) {  // Of the shape; its values are given.
    tensors.push_back(append_node(graph, fmt::format("other{}", i),
                                  HostOperation{HostWork::reshape, graph.input_shape()}, {0}, "test"));
    graph.tensors.back().shape.c = inputs[i].c;
    values.push_back(&inputs[i]);
  }
  append_node(graph, "operation", operation, tensors, "test");
  return reference_output(graph, graph.nodes.size() - 1, {}, values);
}

/// What is wrong with the program of the operation in such tiles.
std::string check_selection(const Operation& operation, const std::vector<Tensor8>& inputs, const GatherTiling& tiling,
                            const isa::HardwareConfig& config) {
  std::vector<Shape> shapes;
  for (const Tensor8& input : inputs) shapes.push_back({input.n, input.c, input.h, input.w});
  const VectorGather selection = *map_selection(operation, "selection", shapes, config.block);
  BuiltProgram built = build_gather(selection, GatherTerms(selection, config.block, true), tiling, config);
  add_region(built.program, built.activation, in_ordinary_layout(inputs[0], config.block));
  if (inputs.size() > 1) add_region(built.program, built.residual, in_ordinary_layout(inputs[1], config.block));
  for (std::size_t i = 2; i < inputs.size(); ++i) {
    add_region(built.program, built.others.at(i - 2), in_ordinary_layout(inputs[i], config.block));
  }
  const std::vector<std::uint8_t> expected = in_ordinary_layout(reference_of(operation, inputs), config.block);
  return check_gather(built, expected, built.stats.bound(), config);
}

}  // namespace

TEST_CASE("any concat, shuffle, slice or gather of channels on any configuration computes its definition") {
  rc::prop("random operations and configurations", [] {
    const isa::HardwareConfig config = random_configuration();
    Shape shape{random_number(1, 2), random_number(1, 70), random_number(1, 9), random_number(1, 9)};
    const int kind = random_number(0, 3);
    if (kind == 1) shape.c = 3 * random_number(1, 20);
    std::vector<Tensor8> inputs = {random_tensor(shape.n, shape.c, shape.h, shape.w, 6)};
    const int other = random_number(1, 40);
    if (kind == 0 || kind == 3) inputs.push_back(random_tensor(shape.n, other, shape.h, shape.w, 7));
    Operation operation = Concat{};
    for (int more = kind == 0 ? random_number(0, 3) : 0; more > 0; --more) {
      inputs.push_back(random_tensor(shape.n, random_number(1, 20), shape.h, shape.w, 8));
    }
    if (kind == 1) operation = ChannelShuffle{3};
    if (kind == 2) {
      const int first = random_number(0, shape.c - 1);
      operation = ChannelSlice{first, random_number(1, shape.c - first)};
    }
    if (kind == 3) {
      ChannelGather gather;
      gather.channels = {{0, random_number(0, shape.c - 1)}, {1, random_number(0, other - 1)}};
      for (int c = random_number(0, 50); c > 0; --c) {
        const int input = random_number(0, 1);
        gather.channels.push_back({input, random_number(0, (input == 0 ? shape.c : other) - 1)});
      }
      operation = gather;
    }
    RC_TAG(std::string(op_name(operation)));
    RC_LOG() << to_json(config).dump() << '\n';
    const int most = std::max(1, most_gathered(config));
    const GatherOrder order = kGatherOrders[random_number(0, 2)];
    try {
      RC_ASSERT(check_selection(operation, inputs, {true, order, most}, config) == "");
      RC_ASSERT(check_selection(operation, inputs, {true, order, random_number(1, most)}, config) == "");
    } catch (const Refused& error) {
      RC_TAG(std::string("too large"));
      RC_ASSERT(std::string(error.what()).find("constant wgt tiles") != std::string::npos);
    }
  });
}

TEST_CASE("an out vector takes a reset, and an operation for each block of channels that its own come from") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const auto stats = [&](const Operation& operation, const std::vector<Shape>& inputs) {
    const VectorGather selection = *map_selection(operation, "selection", inputs, config.block);
    return build_gather(selection, GatherTerms(selection, config.block, true), {true, GatherOrder::output, 1000},
                        config)
        .stats;
  };
  const Shape shape{1, 64, 10, 10};
  CHECK(stats(ChannelSlice{16, 32}, {shape}).gemm_ops == 2 * 200);
  CHECK(stats(ChannelSlice{8, 32}, {shape}).gemm_ops == 3 * 200);
  CHECK(stats(ChannelShuffle{2}, {shape}).gemm_ops == 3 * 400);
  CHECK(stats(Concat{}, {shape, shape}).gemm_ops == 2 * 800);
  // What is not read is not loaded; tiles that are the same are there once.
  const CompileStats slice = stats(ChannelSlice{16, 32}, {shape});
  CHECK(slice.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)] == 3200);
  CHECK(slice.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::wgt)] == 256);
}

TEST_CASE("other operations are no selections") {
  const Shape shape{1, 16, 4, 4};
  CHECK_FALSE(map_selection(MaxPool{}, "pool", {shape}, 16));
  CHECK_FALSE(map_selection(HostOperation{}, "host", {shape}, 16));
}

}  // namespace vtasim::compiler
