#include "compiler/workload/network.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace vtasim::compiler {

TEST_CASE("patterns select layers in the network's order") {
  Network network{"net", {}};
  for (const char* name : {"conv1", "dw1", "pw1", "dw2", "pw2", "dw10", "fc"}) {
    network.layers.emplace_back().name = name;
  }
  const auto names = [&](const std::vector<std::string>& patterns) {
    std::vector<std::string> result;
    for (const Layer& layer : select_layers(network, patterns).layers) result.push_back(layer.name);
    return result;
  };
  CHECK(names({"pw1", "dw1"}) == std::vector<std::string>{"dw1", "pw1"});
  CHECK(names({"*w1"}) == std::vector<std::string>{"dw1", "pw1"});
  CHECK(names({"d*1*"}) == std::vector<std::string>{"dw1", "dw10"});
  CHECK(names({"*"}).size() == network.layers.size());
  CHECK_THROWS_WITH(names({"dw1", "dw99"}),
                    "network net: no layer matches \"dw99\"; it has conv1, dw1, pw1, dw2, pw2, dw10, fc");
}

}  // namespace vtasim::compiler
