#include "sim/check/memory_waits.h"

namespace vtasim::check {

MemoryWaits memory_waits(const machine::CauseTotals& causes) {
  MemoryWaits waits;
  for (std::size_t m = 0; m < waits.size(); ++m) {
    const machine::Unit unit = machine::unit_of(static_cast<isa::Module>(m));
    waits[m] = {causes.of(unit, machine::Cause::memory), causes.of(unit, machine::Cause::bus)};
  }
  return waits;
}

}  // namespace vtasim::check
