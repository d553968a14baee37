#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <systemc>

#include "tests/support/shared_machine.h"

namespace {

vtasim::machine::Machine* the_one = nullptr;
vtasim::MemoryBench* the_bench = nullptr;

}  // namespace

vtasim::machine::Machine& vtasim::shared_machine() { return *the_one; }
vtasim::MemoryBench& vtasim::shared_memory_bench() { return *the_bench; }

// SystemC's library has main; it calls this.
int sc_main(int argc, char* argv[]) {
  vtasim::machine::Machine the_machine;
  the_one = &the_machine;
  vtasim::MemoryBench the_memory_bench;
  the_bench = &the_memory_bench;
  return Catch::Session().run(argc, argv);
}
