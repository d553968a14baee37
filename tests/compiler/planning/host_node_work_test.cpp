#include "compiler/planning/host_node_work.h"

#include <catch2/catch.hpp>

#include "tests/compiler/graph/sample_graphs.h"

namespace vtasim::compiler {
namespace {

// A plane of the input has 36 bytes, all four have 144.
constexpr int kLine = 8;

/// Of the last node.
PackingWork work(nlohmann::json nodes, HostOrder order = HostOrder::nchw) {
  const Graph graph = graph_of(std::move(nodes));
  return work_on_host(graph, graph.nodes.size() - 1, order, kLine);
}

}  // namespace

TEST_CASE("what only moves elements is counted as a change of layout from its inputs to its output") {
  // A slice is a run of planes; of every pixel's channels with those side by side.
  const nlohmann::json slice = {{{"name", "half"}, {"op", "channel_slice"}, {"first", 2}, {"channels", 2}}};
  CHECK(work(slice) == PackingWork{72, 1, 9 + 9});
  CHECK(work(slice, HostOrder::nhwc) == PackingWork{72, 36, 9 + 18});
  // Planes 0, 2, 1, 3: four runs, of which the second and the third begin in lines of their own.
  const nlohmann::json shuffle = {{{"name", "mixed"}, {"op", "channel_shuffle"}, {"groups", 2}}};
  CHECK(work(shuffle).bytes == 144);
  CHECK(work(shuffle).pieces == 4);
  CHECK(work(shuffle, HostOrder::nhwc).pieces == 3 * 36 + 1);  // Channel 3 and the next pixel's 0 stay neighbours.
  const nlohmann::json twice = {{{"name", "both"}, {"op", "concat"}, {"inputs", {"image", "image"}}}};
  CHECK(work(twice) == PackingWork{288, 1, 36 + 36});  // The two arrays lie one after the other.
  CHECK(work(twice, HostOrder::nhwc).pieces == 72);
  const nlohmann::json flat = {{{"name", "flat"}, {"op", "host"}, {"what", "reshape"}, {"shape", {1, 144, 1, 1}}}};
  CHECK(work(flat) == PackingWork{144, 1, 18 + 18});
  const nlohmann::json larger = {{{"name", "up"}, {"op", "host"}, {"what", "upsample"}, {"shape", {1, 4, 12, 12}}}};
  CHECK(work(larger).bytes == 576);
}

TEST_CASE("what computes reads and writes in order, every output by itself") {
  const nlohmann::json sum = {{{"name", "sum"}, {"op", "add"}, {"inputs", {"image", "image"}}}};
  CHECK(work(sum) == PackingWork{144, 144, 36 + 18});
  CHECK(work(sum, HostOrder::nhwc) == PackingWork{144, 144, 36 + 18});
}

}  // namespace vtasim::compiler
