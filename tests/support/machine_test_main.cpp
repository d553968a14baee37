#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <systemc>

#include "tests/support/shared_machine.h"

namespace {

vtasim::machine::Machine* the_one = nullptr;

}  // namespace

vtasim::machine::Machine& vtasim::shared_machine() { return *the_one; }

// SystemC's library has main; it calls this.
int sc_main(int argc, char* argv[]) {
  vtasim::machine::Machine the_machine;
  the_one = &the_machine;
  return Catch::Session().run(argc, argv);
}
