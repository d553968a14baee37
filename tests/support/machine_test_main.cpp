#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <systemc>

#include "tests/support/shared_machine.h"

namespace {

vtasim::Machine* machine = nullptr;

}  // namespace

vtasim::Machine& vtasim::shared_machine() { return *machine; }

// SystemC's library has main; it calls this.
int sc_main(int argc, char* argv[]) {
  vtasim::Machine the_machine;
  machine = &the_machine;
  return Catch::Session().run(argc, argv);
}
