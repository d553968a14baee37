// Networks and hosts: refused or read; a host that was read is the same when it is written and read again.

#include "compiler/graph/network_file.h"

#include <nlohmann/json.hpp>

#include "compiler/workload/network.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"
#include "sim/experiment/host_model.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vtasim;
  nlohmann::json json;
  if (!accepted([&] { json = parse_json(text_of(data, size), "fuzzed.json"); })) return 0;
  accepted([&] {
    const compiler::Network network = compiler::parse_network(json, "fuzzed.json");
    select_layers(network, {"*"});
    require(!network.layers.empty(), "a network without layers was read");
  });
  experiment::HostModel host;
  if (!accepted([&] { host = experiment::parse_host_model(json, "fuzzed.json"); })) return 0;
  const nlohmann::json written = to_json(host);
  const bool again = accepted([&] {
    require(to_json(experiment::parse_host_model(written, "fuzzed.json")) == written,
            "a host that is written has changed");
  });
  require(again, "a host that is written cannot be read");
  return 0;
}
