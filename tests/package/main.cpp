// With all libraries: compiles a shipped layer for a shipped configuration, runs it and checks what it leaves.

#include <iostream>
#include <string>

#include "compiler/graph/network_file.h"
#include "isa/hardware_config.h"
#include "sim/experiment/layer_run.h"
#include "sim/machine/machine.h"

// SystemC's library has main; it calls this, and does not link without.
extern "C" int sc_main(int, char*[]) {
  using namespace vtasim;
  const isa::HardwareConfig hardware = isa::find_hardware_config("b16-bus64");
  const compiler::Layer layer = compiler::find_layers("depthwise-small").layers.front();
  const experiment::MappingRequest request = experiment::request_mapping("diagonal", layer, hardware);
  machine::Machine machine;
  experiment::SearchStore store;
  const experiment::LayerRun run = run_layer({machine, store}, experiment::make_layer_data(layer, 1), request, hardware,
                                             compiler::SearchEffort::quick, [](int) {});
  std::cout << layer.name << " by " << request.name << ": " << run.row.record.cycles << " cycles, "
            << (run.row.verified ? "verified" : "wrong: " + run.row.problem + run.row.error) << '\n';
  return run.row.verified ? 0 : 1;
}
