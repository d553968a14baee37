#include "sim/experiment/gather_search.h"

#include <catch2/catch.hpp>

#include "compiler/operations/gather_terms.h"
#include "sample_searches.h"
#include "sim/experiment/search_key.h"
#include "tests/support/shared_machine.h"

namespace vtasim::experiment {

TEST_CASE("what a gather is found to take is what its program takes, and is found again without a simulation") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const compiler::Shape shape{1, 48, 28, 28};
  const compiler::VectorGather gather = gather_of_layouts("change", shape, compiler::ordinary_layout(shape, 16),
                                                          host_layout(shape, compiler::HostOrder::nchw), 16);
  const compiler::GatherTerms terms(gather, 16, true);
  EmptyLaboratory empty;
  int simulated = 0;
  const GatherChoice choice = search_gather(empty.laboratory, gather, config, [&](int) { ++simulated; });
  CHECK(simulated > 5);
  const auto cycles_of = [&](const compiler::GatherTiling& tiling) {
    return shared_machine().run(config, build_gather(gather, terms, tiling, config).program).record.cycles;
  };
  CHECK(choice.cycles == cycles_of(choice.tiling));
  CHECK(choice.cycles <= cycles_of({true, compiler::GatherOrder::output, compiler::most_gathered(config)}));
  CHECK(choice.cycles >= terms.operations());
  const GatherChoice again =
      search_gather(empty.laboratory, gather, config, [](int) { FAIL("a program was simulated"); });
  CHECK(again.cycles == choice.cycles);
  CHECK(again.tiling.order == choice.tiling.order);
  CHECK(again.tiling.vectors == choice.tiling.vectors);
  compiler::VectorGather other = gather;
  std::swap(other.bytes[0], other.bytes[16]);
  CHECK(search_key(other, config) != search_key(gather, config));
}

}  // namespace vtasim::experiment
